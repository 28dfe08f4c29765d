// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.data.SequenceData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against values of scikit-learn 1.x's definitions worked out by hand, and two passes over all values. */
class FiguresOfTotalsTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private static Map<String, Double> classes(int classes, int[] truths, int[] answers, double... weights) {
        INDArray labels = Nd4j.zeros(1, classes, truths.length);
        INDArray outputs = Nd4j.zeros(1, classes, truths.length);
        for (int i = 0; i < truths.length; i++) {
            labels.putScalar(new int[] {0, truths[i], i}, 1);
            outputs.putScalar(new int[] {0, answers[i], i}, 0.75);
        }
        INDArray mask = weights.length == 0 ? null : Nd4j.createFromArray(new double[][] {weights});
        ClassCounts counts = new ClassCounts(classes);
        counts.add(new Places(labels, outputs, mask));
        Map<String, Double> figures = new LinkedHashMap<>();
        counts.addTo(figures);
        return figures;
    }

    @Test
    void classesAreWeighedAlike() {
        // f1_score(average='macro'): 2*3/(4+4), 2*1/(2+3), 0 of (1+0); balanced_accuracy_score: 3/4, 1/2, 0
        Map<String, Double> figures = classes(4, new int[] {0, 0, 0, 0, 1, 1, 2}, new int[] {0, 0, 0, 1, 1, 0, 1});
        assertThat(figures.get("macroF1")).isCloseTo((0.75 + 0.4 + 0) / 3, EXACT);
        assertThat(figures.get("balancedAccuracy")).isCloseTo((0.75 + 0.5 + 0) / 3, EXACT);
        assertThat(figures.get("majorityAccuracy")).isCloseTo(4 / 7.0, EXACT);
    }

    /** A class that is only answered pulls F1 down and is no class to be right about. */
    @Test
    void anAnswerThatIsNeverTrueCounts() {
        Map<String, Double> figures = classes(3, new int[] {0, 0, 1}, new int[] {0, 2, 1});
        assertThat(figures.get("macroF1")).isCloseTo((2 / 3.0 + 1 + 0) / 3, EXACT);
        assertThat(figures.get("balancedAccuracy")).isCloseTo(0.75, EXACT);
    }

    @Test
    void maskedStepsDoNotCount() {
        assertThat(classes(2, new int[] {0, 1, 1}, new int[] {0, 0, 1}, 1, 0, 1))
                .isEqualTo(Map.of("macroF1", 1.0, "balancedAccuracy", 1.0, "majorityAccuracy", 0.5));
        assertThat(classes(2, new int[] {0}, new int[] {0}, 0)).isEmpty();
    }

    @Test
    void theMatrixIsWrittenWithTheNamesOfItsClasses(@TempDir Path folder) throws Exception {
        INDArray labels = Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}, {1, 0}});
        INDArray outputs = Nd4j.createFromArray(new float[][] {{0.9f, 0.1f}, {0.6f, 0.4f}, {0.8f, 0.2f}});
        ClassCounts counts = new ClassCounts(2);
        counts.add(new Places(labels, outputs, null));
        Confusion confusion = counts.confusion(List.of("de", "fr")).orElseThrow();
        assertThat(confusion.count(1, 0)).isEqualTo(1);
        Path file = folder.resolve(Confusion.FILE);
        confusion.writeTo(file);
        assertThat(Files.readAllLines(file)).containsExactly("true,answer,count", "de,de,2.0", "fr,de,1.0");
        assertThat(new ClassCounts(ClassCounts.MOST_IN_MATRIX + 1).confusion(List.of()))
                .isEmpty();
    }

    private static double[] noisy(long seed, int count, double offset, double deviation) {
        Random random = new Random(seed);
        return random.doubles(count)
                .map(x -> (float) (offset + deviation * random.nextGaussian()))
                .toArray();
    }

    /** DL4J's own figures of the same numbers are wrong beyond doubt: a correlation over 1, or an R2 far from it. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1000, 10_000, 1e6})
    void anOffsetCostsNoDigits(double offset) {
        int count = 2000;
        double[] y = noisy(1, count, offset, 1);
        double[] given = noisy(2, count, 0, 0.5);
        for (int i = 0; i < count; i++) {
            given[i] = (float) (y[i] + given[i]);
        }
        INDArray labels = Nd4j.createFromArray(y).reshape(count, 1);
        INDArray outputs = Nd4j.createFromArray(given).reshape(count, 1);
        NumberMoments moments = new NumberMoments(1);
        moments.add(new Places(labels, outputs, null));
        Map<String, Double> figures = new LinkedHashMap<>();
        moments.addTo(figures);

        double meanY = Arrays.stream(y).average().orElseThrow();
        double meanGiven = Arrays.stream(given).average().orElseThrow();
        double yy = 0;
        double gg = 0;
        double yg = 0;
        double errors = 0;
        double absolute = 0;
        for (int i = 0; i < count; i++) {
            yy += (y[i] - meanY) * (y[i] - meanY);
            gg += (given[i] - meanGiven) * (given[i] - meanGiven);
            yg += (y[i] - meanY) * (given[i] - meanGiven);
            errors += (y[i] - given[i]) * (y[i] - given[i]);
            absolute += Math.abs(y[i] - given[i]);
        }
        Offset<Double> rounding = within(1e-8);
        assertThat(figures.get("r2")).isCloseTo(1 - errors / yy, rounding).isBetween(0.7, 0.8);
        assertThat(figures.get("relativeSquaredError")).isCloseTo(errors / yy, rounding);
        assertThat(figures.get("correlation")).isCloseTo(yg / Math.sqrt(yy * gg), rounding);
        assertThat(figures.get("mae")).isCloseTo(absolute / count, rounding);
        assertThat(figures.get("meanMse")).isCloseTo(yy / count, rounding);

        RegressionEvaluation dl4j = new RegressionEvaluation(1);
        dl4j.eval(labels.castTo(DataType.FLOAT), outputs.castTo(DataType.FLOAT));
        if (offset >= 10_000) {
            assertThat(Math.abs(dl4j.averageRSquared() - (1 - errors / yy))).isGreaterThan(0.05);
        }
    }

    @Test
    void targetsThatDoNotVaryHaveNoR2() {
        NumberMoments moments = new NumberMoments(2);
        // The first output's target never varies, the second is answered in its mean.
        INDArray labels = Nd4j.createFromArray(new float[][] {{3, 1}, {3, 2}, {3, 3}});
        moments.add(new Places(labels, Nd4j.createFromArray(new float[][] {{3, 2}, {4, 2}, {3, 2}}), null));
        Map<String, Double> figures = new LinkedHashMap<>();
        moments.addTo(figures);
        assertThat(figures).containsOnlyKeys("mae", "meanMse", "r2", "relativeSquaredError");
        assertThat(figures.get("r2")).isCloseTo(0, EXACT);
        assertThat(figures.get("mae")).isCloseTo(3 / 6.0, EXACT);
        Map<String, Double> none = new LinkedHashMap<>();
        new NumberMoments(1).addTo(none);
        assertThat(none).isEmpty();
    }

    @Test
    void perplexityIsThatOfTheMeanLoss() {
        TaskLoss loss = new TaskLoss(SequenceData.Objective.CLASSIFY_STEPS);
        INDArray labels = Nd4j.createFromArray(new float[][][] {{{1, 1}, {0, 0}}});
        loss.add(labels, Nd4j.createFromArray(new float[][][] {{{0.5f, 0.125f}, {0.5f, 0.875f}}}), null);
        Map<String, Double> figures = new LinkedHashMap<>();
        loss.addTo(figures);
        assertThat(figures.get("bitsPerStep")).isCloseTo(2, EXACT);
        assertThat(figures.get("perplexity")).isCloseTo(4, EXACT);
    }
}
