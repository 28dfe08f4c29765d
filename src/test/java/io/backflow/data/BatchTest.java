// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.dataset.DataSet;

class BatchTest {

    @ParameterizedTest
    @EnumSource
    void putsEveryNumberWhereDl4jLooksForIt(SequenceData.Objective objective) {
        int[] lengths = {3, 5};
        Batch batch = new Batch(new SequenceData.Shape(2, 4, objective), lengths);
        for (int row = 0; row < 2; row++) {
            for (int step = 0; step < lengths[row]; step++) {
                for (int channel = 0; channel < 2; channel++) {
                    batch.input(row, channel, step, number(row, channel, step));
                }
                for (int output = 0; output < 4 && (objective.everyStep() || step == 0); output++) {
                    batch.target(row, output, step, -number(row, output, step));
                }
            }
        }
        DataSet data = batch.toDataSet();

        assertThat(data.getFeatures().shape()).containsExactly(2, 2, 5);
        assertThat(data.getFeatures().ordering()).isEqualTo('f');
        assertThat(data.getLabels().shape())
                .containsExactly(objective.everyStep() ? new long[] {2, 4, 5} : new long[] {2, 4});
        for (int row = 0; row < 2; row++) {
            for (int step = 0; step < 5; step++) {
                for (int channel = 0; channel < 2; channel++) {
                    float expected = step < lengths[row] ? number(row, channel, step) : 0f;
                    assertThat(data.getFeatures().getFloat(row, channel, step)).isEqualTo(expected);
                }
                for (int output = 0; output < 4; output++) {
                    float expected = step < lengths[row] ? -number(row, output, step) : 0f;
                    if (objective.everyStep()) {
                        assertThat(data.getLabels().getFloat(row, output, step)).isEqualTo(expected);
                    } else if (step == 0) {
                        assertThat(data.getLabels().getFloat(row, output)).isEqualTo(expected);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void masksThePaddingOfUnequalLengths(SequenceData.Objective objective) {
        DataSet data = new Batch(new SequenceData.Shape(1, 2, objective), new int[] {3, 1}).toDataSet();

        assertThat(data.getFeaturesMaskArray().toFloatMatrix()).isDeepEqualTo(new float[][] {{1, 1, 1}, {1, 0, 0}});
        if (objective.everyStep()) {
            assertThat(data.getLabelsMaskArray().toFloatMatrix()).isDeepEqualTo(new float[][] {{1, 1, 1}, {1, 0, 0}});
        } else {
            assertThat(data.getLabelsMaskArray()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void masksNothingWhereAllLengthsAreEqual(SequenceData.Objective objective) {
        DataSet data = new Batch(new SequenceData.Shape(1, 2, objective), new int[] {3, 3}).toDataSet();

        assertThat(data.getFeaturesMaskArray()).isNull();
        assertThat(data.getLabelsMaskArray()).isNull();
    }

    @Test
    void refusesABatchThatFitsNoArray() {
        int[] lengths = new int[100];
        Arrays.fill(lengths, 1_000_000);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() ->
                        new Batch(new SequenceData.Shape(30, 2, SequenceData.Objective.CLASSIFY_SEQUENCE), lengths))
                .withMessageContaining("100 sequences of 1000000 steps with 30 channels");
    }

    private static float number(int row, int channel, int step) {
        return 1 + row * 100 + channel * 10 + step;
    }
}
