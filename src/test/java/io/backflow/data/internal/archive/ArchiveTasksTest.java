// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import io.backflow.run.internal.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** The series of the UCR archive, held against their definitions. */
class ArchiveTasksTest {

    private static final int DRAWS = 3000;

    @TempDir
    private Path folder;

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    @Test
    void normalNumbersHaveTheMomentsOfTheNormalDistribution() {
        NormalNumbers normal = new NormalNumbers(new SplitMix(1));
        double[] numbers =
                IntStream.range(0, 200_000).mapToDouble(i -> normal.next()).toArray();
        assertThat(mean(numbers)).isCloseTo(0, within(0.01));
        assertThat(mean(Arrays.stream(numbers).map(x -> x * x).toArray())).isCloseTo(1, within(0.02));
        assertThat(mean(Arrays.stream(numbers).map(x -> x * x * x).toArray())).isCloseTo(0, within(0.05));
        assertThat(mean(Arrays.stream(numbers).map(x -> x * x * x * x).toArray()))
                .isCloseTo(3, within(0.1));
        assertThat(Arrays.stream(numbers).filter(x -> x > 1.96).count() / 200_000.0)
                .isCloseTo(0.025, within(0.003));
    }

    @Test
    void theShapesAreThoseOfSaitosFormulas() {
        int a = 20;
        int b = 60;
        for (int t = 1; t <= CylinderBellFunnel.LENGTH; t++) {
            boolean within = t >= a && t <= b;
            assertThat(CylinderBellFunnel.shape(0, t, a, b)).isEqualTo(within ? 1 : 0);
            assertThat(CylinderBellFunnel.shape(1, t, a, b)).isEqualTo(within ? (t - 20) / 40.0 : 0);
            assertThat(CylinderBellFunnel.shape(2, t, a, b)).isEqualTo(within ? (60 - t) / 40.0 : 0);
        }
    }

    /** The mean over many series is 6 times the mean of the shape over all a and b, which are summed here. */
    @Test
    void cylindersBellsAndFunnelsHaveTheMeanAndVarianceOfTheDefinition() {
        for (int ofClass = 0; ofClass < 3; ofClass++) {
            double[] sum = new double[CylinderBellFunnel.LENGTH];
            double[] squares = new double[CylinderBellFunnel.LENGTH];
            SplitMix random = new SplitMix(ofClass);
            for (int i = 0; i < DRAWS; i++) {
                double[] series = new CylinderBellFunnel().draw(ofClass, random);
                for (int t = 0; t < series.length; t++) {
                    sum[t] += series[t] / DRAWS;
                    squares[t] += series[t] * series[t] / DRAWS;
                }
            }
            for (int t = 1; t <= CylinderBellFunnel.LENGTH; t++) {
                double shape = 0;
                double shapeSquared = 0;
                for (int a = 16; a <= 32; a++) {
                    for (int b = a + 32; b <= a + 96; b++) {
                        double value = CylinderBellFunnel.shape(ofClass, t, a, b);
                        shape += value / (17 * 65);
                        shapeSquared += value * value / (17 * 65);
                    }
                }
                // Five standard errors: of a mean of 3000 with a variance of at most 1 + 37 / 4.
                assertThat(sum[t - 1]).isCloseTo(6 * shape, within(0.3));
                assertThat(squares[t - 1]).isCloseTo(37 * shapeSquared + 1, within(2.1));
            }
        }
    }

    @Test
    void twoStepsOfTheClassComeInItsOrderAndTheRestIsNoise() {
        SplitMix random = new SplitMix(3);
        Set<Integer> starts = new HashSet<>();
        Set<Integer> lengths = new HashSet<>();
        double[] noise = new double[2];
        for (int i = 0; i < DRAWS; i++) {
            int ofClass = i % 4;
            double[] series = new TwoPatterns().draw(ofClass, random);
            String steps = IntStream.range(0, series.length)
                    .mapToObj(t -> series[t] == 5 ? "h" : series[t] == -5 ? "l" : ".")
                    .collect(Collectors.joining());
            noise[0] += steps.chars().filter(step -> step == '.').count();
            for (double value : series) {
                noise[1] += Math.abs(value) == 5 ? 0 : value * value;
            }
            boolean firstUp = ofClass < 2;
            boolean secondUp = ofClass % 2 == 0;
            String pattern = "\\.*" + (firstUp ? "l+h+" : "h+l+") + "\\.*" + (secondUp ? "l+h+" : "h+l+") + "\\.*";
            assertThat(steps).matches(pattern);
            starts.add(steps.replaceAll("[hl].*", "").length());
            long all = steps.chars().filter(step -> step != '.').count();
            lengths.add((int) all);
            assertThat(all).isBetween(16L, 80L);
        }
        assertThat(noise[1] / noise[0]).isCloseTo(1, within(0.02));
        assertThat(starts).contains(0, 1, 40).hasSizeGreaterThan(60);
        assertThat(lengths).hasSizeGreaterThan(55);
        assertThat(new TwoPatterns().classes()).containsExactly("up-up", "up-down", "down-up", "down-down");
    }

    @Test
    void everySeriesIsNormalisedAndTheSetsAreTheArchives() {
        SequenceData cbf = new CylinderBellFunnelConfig(30, 300, 900, 1)
                .open(Tiny.in(folder).environment());
        assertThat(cbf.provenance())
                .containsEntry("trainingSequences", 30)
                .containsEntry("testSequences", 900)
                .containsEntry("dataSeed", 1L);
        assertThat(cbf.endless()).isFalse();
        LabelledSeries drawn = LabelledSeries.drawn(new CylinderBellFunnel(), 30, 1, 1);
        for (int i = 0; i < drawn.size(); i++) {
            float[] values = drawn.values(i);
            double mean = 0;
            double squares = 0;
            for (float value : values) {
                mean += value / values.length;
                squares += (double) value * value;
            }
            assertThat(mean).isCloseTo(0, within(1e-6));
            assertThat(squares).isCloseTo(127, within(1e-3));
            assertThat(drawn.ofClass(i)).isEqualTo(i % 3);
        }
        assertThat(LabelledSeries.normalised(new double[] {2, 2, 2})).containsExactly(0, 0, 0);
        assertThat(LabelledSeries.normalised(new double[] {1, 2, 3})).containsExactly(-1, 0, 1);
    }

    @Test
    void theSetsDependOnTheDataSeedAloneAndNotOnEachOther() {
        SequenceData one =
                new TwoPatternsConfig(8, 8, 8, 1).open(Tiny.in(folder).environment());
        SequenceData same =
                new TwoPatternsConfig(4, 8, 8, 1).open(Tiny.in(folder).environment());
        SequenceData other =
                new TwoPatternsConfig(8, 8, 8, 2).open(Tiny.in(folder).environment());
        assertThat(all(one.test(8))).isEqualTo(all(same.test(8)));
        assertThat(all(one.test(8))).isNotEqualTo(all(other.test(8))).isNotEqualTo(all(one.validation(8)));
        assertThat(one.provenance().get("sha256"))
                .isNotEqualTo(other.provenance().get("sha256"));
        DataSet trained = one.training(8, 5).next();
        assertThat(trained.getLabels().sum(0))
                .isEqualTo(trained.getLabels().sum(0).mul(0).add(2));
    }

    private static INDArray all(DataSetIterator split) {
        return split.next().getFeatures();
    }

    private static String charts(int lines) {
        return IntStream.range(0, lines)
                .mapToObj(line -> IntStream.range(0, 60)
                        .mapToObj(t -> line + t * t + ".5")
                        .collect(Collectors.joining("  ")))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void controlChartsAreSplitAsTheArchiveDoes() throws IOException {
        Path file = Files.writeString(folder.resolve("synthetic_control.data"), charts(600));
        SequenceData data = SyntheticControl.read(file, 10);
        assertThat(data.provenance())
                .containsEntry("trainingSequences", 240)
                .containsEntry("validationSequences", 60)
                .containsEntry("testSequences", 300);
        assertThat(data.test(300).next().getLabels().sum(0).toFloatVector())
                .containsOnly(50)
                .hasSize(6);
        assertThat(data.validation(60).next().getLabels().sum(0).toFloatVector())
                .containsOnly(10);
        Files.writeString(file, charts(599));
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> SyntheticControl.read(file, 10))
                .withMessageContaining("has 599 series, and must have 600");
        Files.writeString(file, charts(600).replaceFirst("\n", " 7\n"));
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> SyntheticControl.read(file, 10))
                .withMessageContaining(":1: has 61 values, and must have 60");
        Files.writeString(file, charts(600).replaceFirst("0.5", "x"));
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> SyntheticControl.read(file, 10))
                .withMessageContaining(":1: value 1 is no number: x");
    }
}
