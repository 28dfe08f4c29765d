// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.data.GeneratedData;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.sequence.Evenness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class CopyTaskTest {

    private static final int ROWS = 60;

    private static DataSet batch(CopyTask task, int rows, long seed) {
        return new GeneratedData(task, 1, 1).training(rows, seed).next();
    }

    /** A sequence as text: digits for values, a hyphen for the blank, a colon for the delimiter. */
    private static String text(INDArray oneHot, int row, int values) {
        StringBuilder text = new StringBuilder();
        for (int step = 0; step < oneHot.size(2); step++) {
            StringBuilder symbol = new StringBuilder();
            for (int channel = 0; channel < oneHot.size(1); channel++) {
                float value = oneHot.getFloat(row, channel, step);
                if (value != 0f) {
                    assertThat(value).isEqualTo(1f);
                    symbol.append(channel < values ? Character.forDigit(channel, 36) : channel == values ? '-' : ':');
                }
            }
            assertThat(symbol).as("the symbol at step %s", step).hasSize(1);
            text.append(symbol);
        }
        return text.toString();
    }

    @ParameterizedTest(name = "{0} blanks, {1} symbols of {2} values")
    @CsvSource({"1, 1, 2", "1, 10, 8", "20, 10, 8", "50, 10, 5", "7, 3, 30"})
    void asksForTheSymbolsAfterTheDelimiter(int blanks, int symbols, int values) {
        CopyTask task = new CopyTask(blanks, symbols, values);
        DataSet batch = batch(task, ROWS, 3);
        assertThat(batch.getFeatures().shape()).containsExactly(ROWS, values + 2, blanks + 2L * symbols);
        assertThat(batch.getLabels().shape()).containsExactly(ROWS, values + 1, blanks + 2L * symbols);
        for (int row = 0; row < ROWS; row++) {
            String input = text(batch.getFeatures(), row, values);
            String symbolsShown = input.substring(0, symbols);
            assertThat(symbolsShown).doesNotContain("-", ":");
            assertThat(input.substring(symbols)).isEqualTo("-".repeat(blanks - 1) + ":" + "-".repeat(symbols));
            assertThat(text(batch.getLabels(), row, values)).isEqualTo("-".repeat(symbols + blanks) + symbolsShown);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void drawsEveryValueEquallyOftenAtTheFirstAndTheLastPlace(long seed) {
        int rows = 4000;
        INDArray labels = batch(new CopyTask(2, 3, 8), rows, seed).getLabels();
        long[] first = new long[8];
        long[] last = new long[8];
        for (int row = 0; row < rows; row++) {
            String recalled = text(labels, row, 8).substring(5);
            first[recalled.charAt(0) - '0']++;
            last[recalled.charAt(2) - '0']++;
        }
        Evenness.assertEven(first);
        Evenness.assertEven(last);
    }

    /** Without memory: sure of the blanks, and all values equally likely at recall; 10 ln 8 / (T + 20). */
    @Test
    void hasThePublishedBaseline() {
        INDArray labels = batch(new CopyTask(1000, 10, 8), 1, 1).getLabels();
        double nats = 0;
        for (int step = 0; step < labels.size(2); step++) {
            nats += labels.getFloat(0, 8, step) == 1f ? 0 : Math.log(8);
        }
        assertThat(nats / labels.size(2)).isCloseTo(0.0204, within(0.00005));
    }

    @Test
    void saysWhatItIs() {
        GeneratedData data = new GeneratedData(new CopyTask(50, 10, 8), 1, 1);
        assertThat(data.name()).isEqualTo("copy");
        assertThat(data.objective()).isEqualTo(SequenceData.Objective.CLASSIFY_STEPS);
        assertThat(data.recalledSteps()).isEqualTo(10);
        assertThat(data.successError()).hasValue(0.01);
        assertThat(data.labels()).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "blank");
        assertThat(data.provenance()).containsEntry("definition", "copy memory, 10 symbols of 8 values, 50 blanks");
    }
}
