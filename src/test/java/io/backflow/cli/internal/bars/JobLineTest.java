// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.flow.Verdict;
import io.backflow.store.internal.RunStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobLineTest {

    private static final long SECOND = 1_000_000_000L;

    private static JobState job(String name) {
        JobState job = new JobState(name);
        job.started(400, -5 * SECOND);
        job.advanced(100, 0.69314);
        job.clipped(1.5e-5, 0.123);
        job.judged(Verdict.Kind.VANISHING);
        return job;
    }

    private static String line(int width, JobState job) {
        return new JobLine(width, false).of(job, 0, 15 * SECOND);
    }

    @Test
    void saysWhatTheJobDoes() {
        assertThat(line(79, job("lstm/seed-1")).stripTrailing())
                .isEqualTo("lstm/seed-1 [=     ]  25% loss 0.693   norm 1.5e-05 vanishing clip  12% 1:00");
        assertThat(line(119, job("copy/simple-rnn/global-norm/seed-1")).stripTrailing())
                .isEqualTo("copy/simple-rnn/global-norm/seed-1        [==        ]  25%  loss 0.693    "
                        + "norm 1.5e-05  vanishing  clip  12%  1:00");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 9, 19, 30, 39, 59, 79, 99, 119, 199})
    void isNeverWider(int width) {
        assertThat(line(width, job("copy/simple-rnn/global-norm-through-time/seed-12")))
                .hasSizeLessThanOrEqualTo(width);
    }

    @Test
    void whatIsTooNarrowLeavesOutClippingFirstAndTheTimeNever() {
        assertThat(line(69, job("lstm/seed-1"))).contains("vanishing", "1:00").doesNotContain("clip");
        assertThat(line(45, job("lstm/seed-1"))).contains("loss", "1:00").doesNotContain("norm");
    }

    @Test
    void aLongNameHasShorterFoldersAndElseLosesItsMiddle() {
        assertThat(line(79, job("simple-rnn/global-norm/seed-7"))).startsWith("s/gl/seed-7 [");
        assertThat(line(79, job("lstm/none/seed-12"))).startsWith("l/n/seed-12 [");
        assertThat(line(109, job("simple-rnn/global-norm/seed-1"))).startsWith("simple-rnn/global-norm/seed-1    [");
        assertThat(line(106, job("simple-rnn/global-norm/seed-1"))).startsWith("simple-rnn/global-nor/seed-1  [");
        assertThat(line(79, job("a-name-without-folders"))).startsWith("a-n..olders [");
    }

    @Test
    void theVerdictIsTheOneThatCameMostOftenAndHasAColour() {
        JobState job = job("a");
        job.judged(Verdict.Kind.HEALTHY);
        assertThat(job.verdict()).as("of equals the more urgent").isEqualTo(Verdict.Kind.VANISHING);
        job.judged(Verdict.Kind.HEALTHY);
        List.of(1, 2, 3).forEach(i -> job.judged(Verdict.Kind.UNDETERMINED));
        assertThat(job.verdict()).isEqualTo(Verdict.Kind.HEALTHY);
        String coloured = new JobLine(79, true).of(job, 0, 0);
        assertThat(coloured).contains("\u001b[32mhealthy\u001b[0m   clip");
        assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(new JobLine(79, false).of(job, 0, 0));
    }

    @Test
    void withoutAnUpdateNothingIsKnown() {
        JobState job = new JobState("a");
        job.started(10, 0);
        assertThat(line(79, job))
                .contains(" [      ]   0%", "loss -", "norm -", "-:--")
                .doesNotContain("clip");
    }

    @Test
    void aRunThatGoesOnCountsItsTimeFromThere() {
        JobState job = new JobState("a");
        job.started(400, 0);
        job.resumed(300);
        job.advanced(350, Double.POSITIVE_INFINITY);
        assertThat(line(79, job)).contains(" 87%", "loss inf", "0:15");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.000",
        "0.0012345, 0.001",
        "0.99951, 1.00",
        "9.996, 10.0",
        "99.96, 100",
        "1234.4, 1234",
        "12345, 1.2e+04",
        "-0.5, -0.500",
        "1e-300, 1e-300",
        "-1.5e-5, -2e-05",
        "-12345, -1e+04",
        "-99.96, -100"
    })
    void numbersHaveThreeDigits(double value, String shown) {
        assertThat(JobLine.number(value)).isEqualTo(shown).hasSizeLessThanOrEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"59, 0:59", "3599, 59:59", "3600, 1h00m", "3599999, 999h59m", "86400000, 1000d"})
    void timesFitSevenCharacters(long seconds, String shown) {
        assertThat(JobLine.time(seconds)).isEqualTo(shown).hasSizeLessThanOrEqualTo(7);
    }

    @Test
    void aBoardHasALineForEachJobThatRunsUpToTheHeightOfTheTerminal() {
        JobBoard board = new JobBoard(4);
        for (int seed = 1; seed <= 3; seed++) {
            board.of("copy/lstm/none/s-" + seed).started(10, seed);
        }
        assertThat(board.lines(79, 9, false, 10)).hasSize(3).first().asString().startsWith("lst/non/s-1 ");
        assertThat(board.lines(79, 2, false, 10)).hasSize(2).last().isEqualTo("and 2 more");
        board.of("copy/lstm/none/s-2").advanced(5, 1.0);
        board.ended("copy/lstm/none/s-1", RunStatus.DIVERGED);
        assertThat(board.lines(79, 9, false, 10)).hasSize(2).first().asString().startsWith("lst/non/s-2 ");
        assertThat(board.percent()).isEqualTo(37.5);
        assertThat(board.ended()).isEqualTo(1);
    }
}
