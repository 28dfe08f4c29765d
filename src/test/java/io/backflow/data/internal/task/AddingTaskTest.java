// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.data.GeneratedData;
import io.backflow.data.internal.sequence.Evenness;
import io.backflow.data.internal.task.AddingTask.Variant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class AddingTaskTest {

    private static final int SEQUENCES = 20_000;

    /** A fair generator exceeds 5 standard deviations once in 3.5 million draws; the seeds are fixed. */
    private static final double DEVIATIONS = 5;

    @ParameterizedTest(name = "{0}, length {1}")
    @CsvSource({"TCN, 2", "TCN, 3", "TCN, 40", "URNN, 2", "URNN, 3", "URNN, 40", "URNN, 41"})
    void asksForTheSumOfTheTwoMarkedNumbers(Variant variant, int length) {
        DataSet batch = new GeneratedData(new AddingTask(length, variant), 1, 1)
                .training(300, 4)
                .next();
        INDArray features = batch.getFeatures();
        for (int row = 0; row < 300; row++) {
            int[] marks = marks(features, row, length);
            float first = features.getFloat(row, 0, marks[0]);
            float second = features.getFloat(row, 0, marks[1]);
            assertThat(batch.getLabels().getFloat(row, 0)).isEqualTo(first + second);
            assertThat(marks[0]).isLessThan(marks[1]);
            if (variant == Variant.URNN) {
                assertThat(marks[0]).isLessThan(length / 2);
                assertThat(marks[1]).isBetween(length / 2, 2 * (length / 2) - 1);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void marksAllPairsEquallyOftenWhereTheMarksMayBeAnywhere(long seed) {
        int length = 5;
        DataSet batch = new GeneratedData(new AddingTask(length, Variant.TCN), 1, 1)
                .training(SEQUENCES, seed)
                .next();
        long[] pairs = new long[10];
        for (int row = 0; row < SEQUENCES; row++) {
            int[] marks = marks(batch.getFeatures(), row, length);
            pairs[marks[1] * (marks[1] - 1) / 2 + marks[0]]++; // counts the pairs first < second: 01, 02, 12, 03, ...
        }
        Evenness.assertEven(pairs);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void marksEveryStepOfEachHalfEquallyOften(long seed) {
        int length = 8;
        DataSet batch = new GeneratedData(new AddingTask(length, Variant.URNN), 1, 1)
                .training(SEQUENCES, seed)
                .next();
        long[] steps = new long[length];
        for (int row = 0; row < SEQUENCES; row++) {
            for (int mark : marks(batch.getFeatures(), row, length)) {
                steps[mark]++;
            }
        }
        Evenness.assertEven(steps);
    }

    @ParameterizedTest
    @EnumSource
    void givesWhoAnswersTheMeanAnErrorOfOneSixth(Variant variant) {
        INDArray sums = new GeneratedData(new AddingTask(20, variant), 1, 1)
                .training(SEQUENCES, 9)
                .next()
                .getLabels();
        double squares = 0;
        double mean = 0;
        for (int row = 0; row < SEQUENCES; row++) {
            double distance = sums.getDouble(row, 0) - 1;
            mean += distance / SEQUENCES;
            squares += distance * distance / SEQUENCES;
        }
        // Of a sum of two U(0,1): variance 1/6, and fourth central moment 1/15, so the square's variance is 1/15 -
        // 1/36.
        assertThat(mean).isCloseTo(0, within(DEVIATIONS * Math.sqrt(1 / 6.0 / SEQUENCES)));
        assertThat(squares).isCloseTo(1 / 6.0, within(DEVIATIONS * Math.sqrt((1 / 15.0 - 1 / 36.0) / SEQUENCES)));
    }

    private static int[] marks(INDArray features, int row, int length) {
        int[] marks = new int[2];
        int found = 0;
        for (int step = 0; step < length; step++) {
            assertThat(features.getFloat(row, 0, step)).isBetween(0f, Math.nextDown(1f));
            float mark = features.getFloat(row, 1, step);
            if (mark != 0f) {
                assertThat(mark).isEqualTo(1f);
                marks[found++] = step;
            }
        }
        assertThat(found).isEqualTo(2);
        return marks;
    }
}
