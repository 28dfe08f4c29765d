// SPDX-License-Identifier: Apache-2.0
package io.backflow.advice.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.cell.CellActivation;
import io.backflow.config.internal.cell.SimpleRnnCell;
import io.backflow.data.DataEnvironment;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.record.Row;
import io.backflow.run.internal.Cancellation;
import io.backflow.run.internal.RunProgress;
import io.backflow.run.internal.Runs;
import io.backflow.run.internal.Tiny;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training to see how long gradients are. */
class AdvisorTest {

    @TempDir
    private Path folder;

    private static final JobConfig JOB = Tiny.job(Tiny.ORDER, Tiny.LSTM, Tiny.training());

    private static Advisor advisor(int iterations, RunProgress progress, Cancellation cancellation) {
        DataEnvironment offline = new DataFiles(
                Path.of("unused"),
                null,
                (source, target, most, received) -> {
                    throw new IOException("no network here");
                },
                DownloadProgress.NONE);
        return new Advisor(iterations, 2, offline, progress, cancellation);
    }

    private static Advisor advisor(int iterations) {
        return advisor(iterations, RunProgress.NONE, new Cancellation());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theNormsAreThoseOfARunWithoutClipping(long seed) {
        Tiny.in(folder.resolve("a")).train(JOB.withSeed(seed));
        List<Row> rows = Runs.rows(folder.resolve("a/gradients.jsonl"));
        double[] expected = rows.stream()
                .mapToDouble(row -> row.row("norms").row("raw").numbers("l2")[0])
                .toArray();
        Advice advice = advisor(5).advise(JOB, List.of(seed)).get(0);
        assertThat(advice.task()).isEqualTo("temporal-order");
        assertThat(advice.cell()).isEqualTo("lstm");
        assertThat(advice.norms()).hasSize(5);
        for (int i = 0; i < 5; i++) {
            // Records carry seven significant digits.
            assertThat(advice.norms().get(i)).isEqualTo(expected[i], within(1e-6 * expected[i]));
        }
    }

    @Test
    void aComparisonIsAdvisedOnForEachTaskAndCell() {
        ComparisonConfig comparison = Tiny.comparison();
        List<Advice> advice = advisor(3).advise(comparison, List.of());
        assertThat(advice).extracting(Advice::cell).containsExactly("simple-rnn", "lstm");
        assertThat(advice)
                .allSatisfy(one ->
                        assertThat(one.seeds()).extracting(SeedNorms::seed).containsExactly(1L, 2L));
        assertThat(Advisor.networks(comparison, List.of())).isEqualTo(4);
        List<Advice> other = advisor(3).advise(comparison, List.of(7L));
        assertThat(Advisor.networks(comparison, List.of(7L))).isEqualTo(2);
        assertThat(other).allSatisfy(one -> assertThat(one.norms()).hasSize(3));
    }

    @Test
    void theOwnSeedOfAJobAndTheIterationsThatAreAskedFor() {
        Advice advice = advisor(8).advise(JOB.withSeed(4), List.of()).get(0);
        assertThat(advice.seeds()).extracting(SeedNorms::seed).containsExactly(4L);
        assertThat(advice.norms()).as("more than the job's own five").hasSize(8);
    }

    /** Sequences of 2, 5 and 11 rows, each with a label at every row, in batches of one. */
    @Test
    void saysHowLongTheMinibatchesWere() throws IOException {
        Path data = Files.createDirectory(folder.resolve("csv"));
        int[] lengths = {2, 5, 11};
        for (int i = 0; i < 30; i++) {
            StringBuilder rows = new StringBuilder("x,y\n");
            for (int t = 0; t < lengths[i % 3]; t++) {
                rows.append(Math.sin(i + t)).append(',').append((i + t) % 2).append('\n');
            }
            Files.writeString(data.resolve("s" + i + ".csv"), rows);
        }
        JobConfig job = new ConfigReader().readJob(Files.writeString(folder.resolve("job.yaml"), """
                task: {type: csv, train: '%s', header: true, objective: classify-steps, targets: [y], classes: 2}
                cell: {type: lstm, units: 4}
                training: {batchSize: 1, iterations: 20}
                """.formatted(data)));
        Advice advice = advisor(20).advise(job, List.of()).get(0);
        assertThat(advice.lengthsDiffer()).isTrue();
        assertThat(advice.lengths()).containsExactly(2, 11);
        SeedNorms seed = advice.seeds().get(0);
        for (int i = 0; i < 20; i++) {
            assertThat(advice.perStep().norms().get(i))
                    .isEqualTo(seed.norms().get(i) / seed.lengths().get(i));
        }
        assertThat(advisor(3).advise(JOB, List.of()).get(0).lengthsDiffer()).isFalse();
    }

    @Test
    void aSeedThatDivergesIsTold() {
        JobConfig job = Tiny.job(Tiny.ADDING, new SimpleRnnCell(8, 1, CellActivation.RELU), Tiny.iterations(50, 1e20));
        SeedNorms seed = advisor(50).advise(job, List.of()).get(0).seeds().get(0);
        assertThat(seed.status()).isEqualTo(RunStatus.DIVERGED);
        assertThat(seed.reason()).containsAnyOf("is not finite", "The loss of update");
        assertThat(seed.norms()).hasSizeLessThan(50).allMatch(Double::isFinite);
    }

    @Test
    void stopsWhenItIsAskedToAndKeepsWhatItSaw() {
        Cancellation cancellation = new Cancellation();
        RunProgress stopping = new RunProgress() {
            @Override
            public void advanced(String job, long done, double loss) {
                if (done == 3) {
                    cancellation.request();
                }
            }
        };
        Advice advice =
                advisor(1000, stopping, cancellation).advise(JOB, List.of(1L)).get(0);
        assertThat(advice.seeds().get(0).status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(advice.norms()).hasSize(3);
    }
}
