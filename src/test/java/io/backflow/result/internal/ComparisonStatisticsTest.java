// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.result.internal.ArmDifference.Family;
import io.backflow.result.internal.ArmDifference.TestKind;
import io.backflow.result.internal.ArmDifference.Verdict;
import io.backflow.store.internal.Json;
import io.backflow.store.internal.RunStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ComparisonStatisticsTest {

    /** In place of a run that diverged. */
    private static final double DIVERGED = Double.NaN;

    private static final double[] HIGH = {0.91, 0.88, 0.93, 0.90, 0.95};
    private static final double[] LOW = {0.86, 0.87, 0.89, 0.88, 0.905};

    private final List<RunSummary> runs = new ArrayList<>();

    private void arm(String task, String cell, String clipping, Metric metric, double... values) {
        for (int i = 0; i < values.length; i++) {
            boolean diverged = Double.isNaN(values[i]);
            runs.add(new RunSummary(
                    task,
                    cell,
                    clipping,
                    i + 1,
                    diverged ? RunStatus.DIVERGED : RunStatus.FINISHED,
                    "",
                    10,
                    100,
                    metric,
                    // A run that diverged may have been tested all the same: with what, nobody should care.
                    Map.of(metric.key(), diverged ? 0.999 : values[i]),
                    1,
                    0,
                    0,
                    FlowSummary.NONE,
                    1));
        }
    }

    private void arm(String cell, double... values) {
        arm("languages", cell, "none", Metric.ACCURACY, values);
    }

    private ComparisonStatistics statistics() {
        return ComparisonStatistics.of(runs);
    }

    private ArmDifference only() {
        List<ArmDifference> best = statistics().differences().stream()
                .filter(difference -> difference.family() == Family.BEST)
                .toList();
        assertThat(best).hasSize(1);
        return best.get(0);
    }

    @Test
    void theBetterArmIsSaidToBeBetter() {
        arm("simple-rnn", LOW);
        arm("lstm", HIGH);
        ArmDifference difference = only();
        assertThat(difference.verdict()).isEqualTo(Verdict.BETTER);
        assertThat(difference.test()).isEqualTo(TestKind.PAIRED_T);
        // stats.ttest_rel(high, low)
        assertThat(difference.p()).isCloseTo(0.012683366841868, within(1e-10));
        assertThat(difference.advantage().signedRank()).isEqualTo(0.0625);
        assertThat(difference.improvement()).isEqualTo(21.5 / 25);
        assertThat(difference.sentence())
                .isEqualTo("lstm is better than simple-rnn on languages by 0.033 accuracy [0.012, 0.054], 5 seeds,"
                        + " p = 0.013");
    }

    @Test
    void lowerErrorsAreBetter() {
        arm("adding", "lstm", "none", Metric.MEAN_SQUARED_ERROR, HIGH);
        arm("adding", "gru", "none", Metric.MEAN_SQUARED_ERROR, LOW);
        assertThat(only().sentence()).startsWith("gru is better than lstm on adding by 0.033 MSE [0.012, 0.054]");
        assertThat(statistics().arms().get(0).sample().mean()).isCloseTo(0.914, within(1e-12));
    }

    @Test
    void severalComparisonsAreAFamily() {
        arm("simple-rnn", LOW);
        arm("lstm", HIGH);
        arm("gru", 0.90, 0.89, 0.92, 0.91, 0.94);
        List<ArmDifference> differences = statistics().differences();
        assertThat(differences.stream().filter(each -> each.family() == Family.BEST))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.familySize()).isEqualTo(2));
        assertThat(differences.stream().filter(each -> each.family() == Family.CELLS))
                .hasSize(3);
        assertThat(differences.get(0).holm()).isCloseTo(2 * 0.012683366841868, within(1e-10));
        assertThat(differences.get(0).sentence()).endsWith("p = 0.025 (Holm)");
        assertThat(differences.get(1).sentence())
                .startsWith("Nothing can be said of lstm and gru on languages: lstm is ahead by 0.002 accuracy [");
    }

    @Test
    void belowFivePairsNothingIsSaid() {
        arm("simple-rnn", 0.5, 0.6, 0.55);
        arm("lstm", 0.9, 0.95, 0.97);
        assertThat(only().verdict()).isEqualTo(Verdict.TOO_FEW);
        assertThat(only().seedsForSignedRank()).isEqualTo(6);
        assertThat(statistics().sentences())
                .containsExactly(
                        "On languages Wilcoxon's signed rank test, which assumes least, can reach p = 0.05 from 6 seeds"
                                + " on; below 5 nothing is said here",
                        "Nothing can be said of lstm and simple-rnn on languages from 3 seeds: lstm is ahead by"
                                + " 0.390 accuracy [0.300, 0.480]; about 5 seeds would show such a difference");
    }

    /** Whoever has few arms reads how far each is from the best; the report's page folds from the same number on. */
    @Test
    void fewArmsThatNothingCanBeSaidOfHaveASentenceEach() {
        similar(5, 2);
        assertThat(statistics().sentences())
                .hasSize(1 + 4)
                .filteredOn(sentence -> sentence.startsWith("Nothing can be said of cell"))
                .hasSize(4);
    }

    @Test
    void manyArmsThatNothingCanBeSaidOfHaveOneSentence() {
        similar(6, 2);
        arm("languages", "short", "none", Metric.ACCURACY, 0.4);
        assertThat(statistics().sentences())
                .hasSize(2)
                .last()
                .asString()
                .startsWith(
                        "cell3 looks best on languages; nothing can be said of it and 6 other arms from 1 to 2 seeds; ")
                .endsWith(" seeds would show such differences");
    }

    @Test
    void whatCanBeSaidStaysInSentencesOfItsOwn() {
        similar(6, 6);
        arm("bad", 0.10, 0.11, 0.10, 0.12, 0.10, 0.11);
        arm("two", 0.1, 0.1);
        arm("three", 0.1, 0.1, 0.1);
        assertThat(statistics().sentences())
                .satisfiesExactly(
                        fewest -> assertThat(fewest).startsWith("On languages Wilcoxon's signed rank test"),
                        better -> assertThat(better).startsWith("cell3 is better than bad on languages by "),
                        undecided -> assertThat(undecided)
                                .startsWith("cell3 looks best on languages; nothing can be said for sure of it and 5"
                                        + " other arms from 6 seeds, p = ")
                                .contains(" or more (Holm)"),
                        tooFew -> assertThat(tooFew)
                                .startsWith("cell3 looks best on languages; nothing can be said of it and 2 other arms"
                                        + " from 2 to 3 seeds"));
    }

    /** Arms that differ less than their seeds do. */
    private void similar(int arms, int seeds) {
        for (int arm = 0; arm < arms; arm++) {
            double[] values = new double[seeds];
            for (int seed = 0; seed < seeds; seed++) {
                values[seed] = 0.8 + 0.001 * arm + 0.01 * ((seed + 1) * (arm + 1) % 5 - 2);
            }
            arm("cell" + arm, values);
        }
    }

    @Test
    void oneSeedIsNotAnError() {
        arm("simple-rnn", 0.5);
        arm("lstm", 0.9);
        assertThat(only().sentence())
                .isEqualTo("Nothing can be said of lstm and simple-rnn on languages from 1 seed: lstm is ahead by 0.40"
                        + " accuracy");
    }

    @Test
    void aDivergedRunIsTheWorstAndNoPartOfAMean() {
        arm("simple-rnn", 0.86, DIVERGED, 0.89, 0.88, DIVERGED, 0.9);
        arm("lstm", 0.87, 0.8, 0.91, 0.90, 0.95, 0.93);
        ArmDifference difference = only();
        assertThat(difference.secondDiverged()).isEqualTo(2);
        assertThat(difference.advantage().sample().n()).isEqualTo(4);
        assertThat(difference.test()).isEqualTo(TestKind.SIGNED_RANK);
        assertThat(difference.p()).isEqualTo(2.0 / 64);
        assertThat(difference.sentence())
                .startsWith(
                        "lstm is better than simple-rnn on languages by 0.020 accuracy [0.007, 0.033], 6 seeds (4 in"
                                + " which both finished), simple-rnn diverged in 2, p = 0.031 (signed rank)");
        assertThat(statistics().arms().get(0).diverged()).isEqualTo(2);
    }

    /** The mean of the runs that survive says nothing of those that did not. */
    @Test
    void anArmThatDivergesIsNotBestByItsOtherRuns() {
        arm("simple-rnn", 0.99, DIVERGED, 0.99, 0.99, 0.99);
        arm("lstm", 0.5, 0.5, 0.5, 0.5, 0.5);
        assertThat(only().first().cell()).isEqualTo("lstm");
        assertThat(only().verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(only().sentence())
                .isEqualTo("Nothing can be said of lstm and simple-rnn on languages: simple-rnn is ahead by 0.49"
                        + " accuracy, 5 seeds (4 in which both finished), simple-rnn diverged in 1,"
                        + " p = 0.750 (signed rank)");
    }

    @Test
    void armsThatAllDivergedAreNotApart() {
        arm("simple-rnn", DIVERGED, DIVERGED, DIVERGED, DIVERGED, DIVERGED);
        arm("lstm", DIVERGED, DIVERGED, DIVERGED, DIVERGED, DIVERGED);
        assertThat(only().verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(only().p()).isEqualTo(1);
        assertThat(only().sentence()).contains("no seed in which both finished");
    }

    @Test
    void equalArmsAreNotApart() {
        arm("simple-rnn", 1, 1, 1, 1, 1);
        arm("lstm", 1, 1, 1, 1, 1);
        assertThat(only().sentence())
                .isEqualTo(
                        "Nothing tells simple-rnn and lstm apart on languages: the same accuracy in each of 5 seeds");
    }

    /** 0.3 - 0.2 is less than 0.2 - 0.1 in binary, which is no reason to rank them. */
    @Test
    void roundingMakesNoRanks() {
        arm("simple-rnn", 0.1, 0.2, 0.3, 0.4, 0.5, 0.7);
        arm("lstm", 0.2, 0.3, 0.4, 0.5, 0.6, 0.6);
        assertThat(ArmPair.of(
                                ArmScores.of(new ArmSummary(runs.subList(6, 12))),
                                ArmScores.of(new ArmSummary(runs.subList(0, 6))))
                        .ranked()
                        .positive())
                .isEqualTo(5 * 3.5);
    }

    @Test
    void armsAreNamedByWhatTheyDifferIn() {
        arm("t", "lstm", "none", Metric.ACCURACY, HIGH);
        arm("t", "lstm", "global-norm", Metric.ACCURACY, LOW);
        assertThat(only().sentence()).startsWith("no clipping is better than global-norm on t");
        arm("t", "gru", "none", Metric.ACCURACY, LOW);
        assertThat(statistics().differences().get(1).sentence())
                .startsWith("lstm without clipping is better than gru without clipping on t");
    }

    @Test
    void armsRankOverTasks() {
        for (int task = 0; task < 6; task++) {
            arm("t" + task, "simple-rnn", "none", Metric.ACCURACY, 0.5 + 0.01 * task);
            arm("t" + task, "lstm", "none", Metric.ACCURACY, 0.7 + 0.02 * task);
            arm("t" + task, "gru", "none", Metric.ACCURACY, task == 5 ? DIVERGED : 0.9);
        }
        TaskRanks ranks = Objects.requireNonNull(statistics().ranks());
        assertThat(ranks.arms()).extracting(rank -> rank.arm().cell()).containsExactly("gru", "lstm", "simple-rnn");
        assertThat(ranks.arms().get(0).averageRank()).isCloseTo(8 / 6.0, within(1e-12));
        // 1 of 3 arms apart in 5 of 6 tasks: ranks 8, 11, 17 of 36
        assertThat(ranks.chiSquared()).isCloseTo(7.0, within(1e-12));
        assertThat(ranks.pairs()).hasSize(3);
        assertThat(ranks.pairs().get(0).p()).isEqualTo(2.0 / 64);
        assertThat(ranks.pairs().get(0).holm()).isEqualTo(6.0 / 64);
        assertThat(ranks.sentence())
                .isEqualTo("Average ranks over 6 tasks: gru 1.33, lstm 1.83, simple-rnn 2.83; Friedman's test has"
                        + " p = 0.030, and ranks 1.35 apart differ (Nemenyi, 0.05)");
    }

    @Test
    void oneArmHasNothingToCompareWith() {
        arm("lstm", HIGH);
        assertThat(statistics().differences()).isEmpty();
        assertThat(statistics().sentences()).isEmpty();
        assertThat(statistics().ranks()).isNull();
    }

    @Test
    void theFileHasThemOnceAllRunsAreOver() {
        arm("simple-rnn", LOW);
        arm("lstm", HIGH);
        String finished = Json.pretty(new ComparisonResult(Path.of("x"), runs, RunStatus.FINISHED, ""));
        assertThat(finished).contains("\"sentence\" : \"lstm is better than simple-rnn on languages");
        assertThat(Json.pretty(new ComparisonResult(Path.of("x"), runs, RunStatus.RUNNING, "")))
                .doesNotContain("statistics");
        assertThat(DifferenceRows.of(statistics().differences())).hasSize(2);
    }
}
