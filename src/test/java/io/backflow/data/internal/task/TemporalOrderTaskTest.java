// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.data.GeneratedData;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.sequence.Evenness;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class TemporalOrderTaskTest {

    private static final int SEQUENCES = 12_000;

    private static final char[] SYMBOLS = "ABcdef".toCharArray();

    /**
     * The definition once more, from the text of a sequence to its class, in the floating-point form of the paper's
     * code.
     */
    private static String naiveClass(String text, int symbols) {
        int length = text.length();
        int width = (int) Math.floor(.1 * length);
        double[] starts = symbols == 2 ? new double[] {.1, .5} : new double[] {.1, .3, .6};
        StringBuilder order = new StringBuilder();
        int relevant = 0;
        for (double start : starts) {
            int from = (int) Math.floor(start * length + 1e-9);
            String window = text.substring(from, from + width).replaceAll("[c-f]", "");
            assertThat(window).as("symbols at %s of %s", from, text).hasSize(1);
            order.append(window);
            relevant++;
        }
        assertThat(text.replaceAll("[c-f]", "")).hasSize(relevant).isEqualTo(order.toString());
        return order.toString();
    }

    @ParameterizedTest(name = "length {0}, {1} symbols")
    @CsvSource({"10, 2", "19, 2", "50, 2", "101, 2", "10, 3", "29, 3", "60, 3", "103, 3"})
    void followsTheDefinition(int length, int symbols) {
        TemporalOrderTask task = new TemporalOrderTask(length, symbols);
        List<String> labels = task.labels();
        SequenceData.SeekableIterator training = new GeneratedData(task, 1, 1).training(50, 1);
        for (int i = 0; i < 20; i++) {
            DataSet batch = training.next();
            for (int row = 0; row < 50; row++) {
                String expected = naiveClass(text(batch.getFeatures(), row, length), symbols);
                INDArray label = batch.getLabels().getRow(row);
                assertThat(label.sumNumber().doubleValue()).isEqualTo(1.0);
                assertThat(labels.get(label.argMax().getInt(0))).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest(name = "{0} symbols: {1}")
    @MethodSource
    void namesItsClassesByTheirOrder(int symbols, List<String> labels) {
        assertThat(new TemporalOrderTask(50, symbols).labels()).isEqualTo(labels);
    }

    static Object[][] namesItsClassesByTheirOrder() {
        return new Object[][] {
            {2, List.of("AA", "AB", "BA", "BB")},
            {3, List.of("AAA", "AAB", "ABA", "ABB", "BAA", "BAB", "BBA", "BBB")}
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void drawsClassesPlacesAndDistractorsEvenly(long seed) {
        int length = 50;
        SequenceData.SeekableIterator training =
                new GeneratedData(new TemporalOrderTask(length, 2), 1, 1).training(SEQUENCES, seed);
        DataSet batch = training.next();
        long[] classes = new long[4];
        long[] firstPlaces = new long[5];
        long[] secondPlaces = new long[5];
        long[] distractors = new long[4];
        for (int row = 0; row < SEQUENCES; row++) {
            String text = text(batch.getFeatures(), row, length);
            String relevant = text.replaceAll("[AB]", "!");
            int first = relevant.indexOf('!');
            int second = relevant.lastIndexOf('!');
            classes[(text.charAt(first) - 'A') * 2 + text.charAt(second) - 'A']++;
            firstPlaces[first - 5]++;
            secondPlaces[second - 25]++;
            distractors[text.charAt(0) - 'c']++;
        }
        Evenness.assertEven(classes);
        Evenness.assertEven(firstPlaces);
        Evenness.assertEven(secondPlaces);
        Evenness.assertEven(distractors);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void drawsAllEightClassesOfThreeSymbolsEvenly(long seed) {
        SequenceData.SeekableIterator training =
                new GeneratedData(new TemporalOrderTask(20, 3), 1, 1).training(SEQUENCES, seed);
        INDArray sums = training.next().getLabels().sum(0);
        long[] classes = new long[8];
        for (int label = 0; label < 8; label++) {
            classes[label] = (long) sums.getDouble(label);
        }
        Evenness.assertEven(classes);
    }

    private static String text(INDArray features, int row, int length) {
        StringBuilder text = new StringBuilder();
        for (int step = 0; step < length; step++) {
            StringBuilder symbols = new StringBuilder();
            for (int channel = 0; channel < SYMBOLS.length; channel++) {
                float value = features.getFloat(row, channel, step);
                if (value != 0f) {
                    assertThat(value).isEqualTo(1f);
                    symbols.append(SYMBOLS[channel]);
                }
            }
            assertThat(symbols).as("the symbol at step %s", step).hasSize(1);
            text.append(symbols);
        }
        return text.toString();
    }
}
