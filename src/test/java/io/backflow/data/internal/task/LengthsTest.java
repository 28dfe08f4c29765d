// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.sequence.Evenness;
import io.backflow.data.internal.sequence.Growing;
import io.backflow.data.internal.sequence.Growth;
import io.backflow.data.internal.task.CurriculumConfig.Linear;
import io.backflow.data.internal.task.CurriculumConfig.OnSuccess;
import io.backflow.data.internal.text.NoData;
import io.backflow.setting.InvalidSettingException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class LengthsTest {

    private static final DataEnvironment NOWHERE = new NoData();

    private static SequenceData order(int length, @Nullable Integer most, @Nullable CurriculumConfig curriculum) {
        return new TemporalOrderConfig(length, 2, 30, 40, null, new Lengths(most, curriculum)).open(NOWHERE);
    }

    private static long longest(DataSetIterator iterator) {
        return iterator.next().getFeatures().size(2);
    }

    @Test
    void drawsEveryLengthOfARangeEquallyOften() {
        DataSet batch = order(20, 23, null).training(4000, 1).next();
        INDArray mask = Objects.requireNonNull(batch.getFeaturesMaskArray());
        long[] counts = new long[4];
        for (int row = 0; row < 4000; row++) {
            counts[(int) mask.getRow(row).sumNumber().longValue() - 20]++;
        }
        Evenness.assertEven(counts);
        assertThat(String.valueOf(order(20, 23, null).provenance().get("definition")))
                .endsWith("(length drawn from 20 to 23)");
    }

    /** A range of one length is that length, but for the draw of it. */
    @Test
    void placesSymbolsByTheLengthThatWasDrawn() {
        DataSet batch = order(20, 60, null).training(500, 1).next();
        INDArray mask = Objects.requireNonNull(batch.getFeaturesMaskArray());
        for (int row = 0; row < 500; row++) {
            int length = mask.getRow(row).sumNumber().intValue();
            int first = 0;
            while (batch.getFeatures().getFloat(row, 0, first)
                            + batch.getFeatures().getFloat(row, 1, first)
                    == 0) {
                first++;
            }
            assertThat(first).isBetween(length / 10, 2 * (length / 10) - 1);
        }
    }

    @Test
    void growsEvenlyWithTheMinibatches() {
        SequenceData data = order(50, null, new Linear(10, 4));
        SequenceData.SeekableIterator training = data.training(3, 1);
        for (int expected : new int[] {10, 20, 30, 40, 50, 50}) {
            assertThat(longest(training)).isEqualTo(expected);
        }
        training.seek(0, 2);
        assertThat(longest(training)).isEqualTo(30);
        assertThat(longest(data.validation(10))).isEqualTo(50);
        assertThat(longest(data.test(10))).isEqualTo(50);
        assertThat(data.provenance()).containsEntry("curriculum", "grown from 10 to 50 over 4 minibatches");
    }

    @Test
    void growsOnSuccess() {
        SequenceData data = order(50, null, new OnSuccess(10, 15, 5, 7));
        SequenceData.SeekableIterator training = data.training(3, 1);
        Growth growth = Objects.requireNonNull(((Growing) training).growth());
        DataSet before = training.next();
        for (int expected : new int[] {10, 25, 40, 50}) {
            training.seek(0, 5);
            assertThat(longest(training)).isEqualTo(expected);
            assertThat(longest(growth.fresh())).isEqualTo(expected);
            assertThat(growth.grows()).isEqualTo(expected < 50);
            growth.level(growth.level() + (growth.grows() ? 1 : 0));
        }
        growth.level(0);
        training.seek(0, 0);
        assertThat(training.next().getFeatures()).isEqualTo(before.getFeatures());
        assertThat(longest(data.test(10))).isEqualTo(50);
    }

    /** The first minibatches of a curriculum are those of the small task itself. */
    @Test
    void isTheSmallTaskAtFirst() {
        DataSet small = order(10, null, null).training(8, 3).next();
        assertThat(order(50, null, new Linear(10, 100)).training(8, 3).next().getFeatures())
                .isEqualTo(small.getFeatures());
    }

    @Test
    void keepsWithinTheTask() {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> order(20, 19, new Linear(9, 5)))
                .withMessage("maxLength must be between 20 and 1000000, got 19; "
                        + "curriculum.from must be between 10 and 20, got 9");
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> new AddingConfig(20, AddingTask.Variant.PASCANU, 1, 1, new Lengths(30, null)))
                .withMessageContaining("maxLength must be left out of the variants pascanu and hochreiter");
    }
}
