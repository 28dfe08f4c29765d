// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.data.GeneratedTask;
import io.backflow.data.internal.sequence.Evenness;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Addition and multiplication, each target worked out from the sequence itself. */
class MarkedNumbersTest {

    private static final int ROWS = 3000;

    /** A sequence as it is read off a batch. */
    private record Read(int length, DataSet batch, int row) {

        int[] marks() {
            return IntStream.range(0, length)
                    .filter(step -> batch.getFeatures().getFloat(row, 1, step) == 1f)
                    .toArray();
        }

        double[] marked() {
            return IntStream.of(marks()).mapToDouble(step -> input(0, step)).toArray();
        }

        double input(int channel, int step) {
            return batch.getFeatures().getDouble(row, channel, step);
        }

        double target() {
            return batch.getLabels().getDouble(row, 0);
        }
    }

    private static List<Read> read(GeneratedTask task, int rows) {
        DataSet batch = TextOf.batch(task, rows, 1);
        INDArray mask = batch.getFeaturesMaskArray();
        List<Read> all = new ArrayList<>();
        for (int number = 0; number < rows; number++) {
            int row = number;
            int length = mask == null
                    ? (int) batch.getFeatures().size(2)
                    : (int) Math.round(mask.getRow(row).sumNumber().doubleValue());
            all.add(new Read(length, batch, row));
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"ADD, 50", "MULTIPLY, 50", "ADD, 10", "MULTIPLY, 29"})
    void asPascanuDefinesThem(Marks.Operation operation, int length) {
        List<Read> all = read(new MarkedPairTask(length, operation), ROWS);
        for (Read one : all) {
            assertThat(one.length()).isBetween(length, length + length / 10 - 1);
            assertThat(one.marks()).hasSize(2);
            int tenth = one.length() / 10;
            assertThat(one.marks()[0]).isBetween(0, tenth - 1);
            assertThat(one.marks()[1]).isBetween(tenth, tenth + 4 * one.length() / 10 - 1);
            double expected = operation == Marks.Operation.ADD
                    ? (one.marked()[0] + one.marked()[1]) / 2
                    : one.marked()[0] * one.marked()[1];
            assertThat(one.target()).isCloseTo(expected, within(1e-6));
        }
        double mean = all.stream().mapToDouble(Read::target).average().orElseThrow();
        double variance = all.stream()
                .mapToDouble(one -> (one.target() - mean) * (one.target() - mean))
                .average()
                .orElseThrow();
        // 3,000 draws: the standard error of either variance is below 0.0012.
        assertThat(variance).isCloseTo(operation == Marks.Operation.ADD ? 1 / 24.0 : 7 / 144.0, within(0.005));
    }

    @ParameterizedTest
    @EnumSource
    void asHochreiterAndSchmidhuberDefineThem(Marks.Operation operation) {
        int length = 100;
        boolean adds = operation == Marks.Operation.ADD;
        int firstStepMarked = 0;
        long[] lengths = new long[11];
        for (Read one : read(new MarksOf1997Task(length, operation), ROWS)) {
            assertThat(one.length()).isBetween(length, length + 10);
            lengths[one.length() - length]++;
            assertThat(one.marks()).hasSize(2);
            assertThat(one.marks()[0]).isBetween(0, 9);
            assertThat(one.marks()[1]).isLessThanOrEqualTo(length / 2 - 1);
            for (int step = 0; step < one.length(); step++) {
                assertThat(one.input(0, step)).isBetween(adds ? -1.0 : 0.0, 1.0);
                boolean edge = step == 0 || step == one.length() - 1;
                boolean marked = step == one.marks()[0] || step == one.marks()[1];
                assertThat(one.input(1, step)).isEqualTo(marked ? 1 : edge ? -1 : 0);
            }
            if (one.marks()[0] == 0) {
                firstStepMarked++;
            }
            double expected = adds ? .5 + (one.marked()[0] + one.marked()[1]) / 4 : one.marked()[0] * one.marked()[1];
            assertThat(one.target()).isCloseTo(expected, within(1e-6));
        }
        Evenness.assertEven(lengths);
        // At a tenth of the first marks, or at 9/10 of these where the second falls on it: between 0.1 and 0.12.
        assertThat(firstStepMarked / (double) ROWS).isBetween(.08, .14);
    }

    @Test
    void aFirstMarkOnTheFirstStepIsNeutral() {
        for (Marks.Operation operation : Marks.Operation.values()) {
            double neutral = operation == Marks.Operation.ADD ? 0 : 1;
            long seen = read(new MarksOf1997Task(20, operation), 500).stream()
                    .filter(one -> one.marks()[0] == 0 && one.input(0, 0) == neutral)
                    .count();
            assertThat(seen).isGreaterThan(20);
        }
    }

    @Test
    void haveTheirPublishedLimits() {
        assertThat(new MarkedPairTask(50, Marks.Operation.ADD).errorTolerance()).hasValue(.04);
        assertThat(new MarksOf1997Task(50, Marks.Operation.ADD).errorTolerance().orElseThrow())
                .isCloseTo(.0016, within(1e-15));
    }
}
