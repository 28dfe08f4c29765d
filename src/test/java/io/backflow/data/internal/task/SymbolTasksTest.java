// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.data.GeneratedData;
import io.backflow.data.internal.sequence.Evenness;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;

/** Each task on symbols against a regular expression, or a second way to make it. */
class SymbolTasksTest {

    private static final int ROWS = 400;

    /** Channels: X, Y, a to d, E, B; the class read off the sequence in binary. */
    @ParameterizedTest(name = "{1} symbols, length {0}")
    @CsvSource({"100, 2", "100, 3", "10, 2", "10, 3", "55, 3"})
    void orderOf1997(int length, int symbols) {
        DataSet batch = TextOf.batch(new OrderOf1997Task(length, symbols), ROWS, 1);
        List<String> rows = TextOf.rows(batch.getFeatures(), batch, "XYabcdEB");
        int[] classes = TextOf.classes(batch.getLabels());
        int[][] places = symbols == 2 ? new int[][] {{10, 20}, {50, 60}} : new int[][] {{10, 20}, {33, 43}, {66, 76}};
        for (int row = 0; row < ROWS; row++) {
            String text = rows.get(row);
            assertThat(text).matches("E[a-dXY]*B").hasSizeBetween(length, length + length / 10);
            int[] found = IntStream.range(0, text.length())
                    .filter(step -> "XY".indexOf(text.charAt(step)) >= 0)
                    .toArray();
            assertThat(found).hasSize(symbols);
            int label = 0;
            for (int i = 0; i < symbols; i++) {
                assertThat(found[i]).isBetween(places[i][0] * length / 100, places[i][1] * length / 100);
                label = 2 * label + (text.charAt(found[i]) == 'Y' ? 1 : 0);
            }
            assertThat(classes[row]).isEqualTo(label);
        }
        Evenness.assertEven(counts(classes, 1 << symbols));
    }

    @Test
    void orderOf1997DrawsAllLengthsAndPlacesEquallyOften() {
        DataSet batch = TextOf.batch(new OrderOf1997Task(100, 2), 4000, 2);
        List<String> rows = TextOf.rows(batch.getFeatures(), batch, "XYabcdEB");
        Evenness.assertEven(
                counts(rows.stream().mapToInt(text -> text.length() - 100).toArray(), 11));
        Pattern relevant = Pattern.compile("[XY]");
        int[] first = rows.stream()
                .mapToInt(text -> relevant.split(text, -1)[0].length() - 10)
                .toArray();
        Evenness.assertEven(counts(first, 11));
        assertThat(new GeneratedData(new OrderOf1997Task(100, 2), 1, 1).labels())
                .containsExactly("XX", "XY", "YX", "YY");
    }

    @ParameterizedTest(name = "length {0}")
    @ValueSource(ints = {2, 3, 40})
    void permutation(int length) {
        DataSet batch = TextOf.batch(new PermutationTask(length), ROWS, 3);
        int[][] symbols = batch.getFeatures().argMax(1).toIntMatrix();
        int[] classes = TextOf.classes(batch.getLabels());
        assertThat(batch.getFeatures().sumNumber().intValue()).isEqualTo(ROWS * length);
        assertThat(batch.getFeatures().shape()).containsExactly(ROWS, 100, length);
        for (int row = 0; row < ROWS; row++) {
            assertThat(symbols[row][0]).isBetween(0, 1).isEqualTo(classes[row]);
            assertThat(IntStream.of(symbols[row]).skip(1)).allMatch(symbol -> symbol >= 2 && symbol <= 99);
        }
        Evenness.assertEven(counts(classes, 2));
    }

    @ParameterizedTest
    @EnumSource
    void memorisation(MemorisationTask.Form form) {
        int symbols = form == MemorisationTask.Form.FIVE_BIT ? 5 : 10;
        int values = form == MemorisationTask.Form.FIVE_BIT ? 2 : 5;
        String letters = "01234".substring(0, values) + "-:";
        DataSet batch = TextOf.batch(new MemorisationTask(7, form), ROWS, 4);
        List<String> inputs = TextOf.rows(batch.getFeatures(), batch, letters);
        List<String> targets = TextOf.rows(batch.getLabels(), batch, letters);
        for (int row = 0; row < ROWS; row++) {
            String pattern = inputs.get(row).substring(0, symbols);
            assertThat(pattern).doesNotContain("-", ":");
            assertThat(inputs.get(row)).isEqualTo(pattern + "-------:" + "-".repeat(symbols - 1));
            assertThat(targets.get(row)).isEqualTo("-".repeat(symbols + 7) + pattern);
        }
        long distinct = inputs.stream().distinct().count();
        assertThat(distinct).isEqualTo(form == MemorisationTask.Form.FIVE_BIT ? 32 : ROWS);
        assertThat(new MemorisationTask(7, form).recalledSteps()).isEqualTo(symbols);
    }

    @ParameterizedTest(name = "lag {0}")
    @ValueSource(ints = {2, 3, 20})
    void longLag(int lag) {
        DataSet batch = TextOf.batch(new LongLagTask(lag), ROWS, 5);
        String letters = "abcdefghijklmnopqrs".substring(0, lag - 1) + "xy";
        List<String> inputs = TextOf.rows(batch.getFeatures(), batch, letters);
        List<String> targets = TextOf.rows(batch.getLabels(), batch, letters);
        String between = letters.substring(0, lag - 1);
        for (int row = 0; row < ROWS; row++) {
            String ends = inputs.get(row).substring(0, 1);
            assertThat(ends).isIn("x", "y");
            assertThat(inputs.get(row) + targets.get(row).charAt(lag - 1)).isEqualTo(ends + between + ends);
            assertThat(targets.get(row)).isEqualTo(between + ends);
        }
        Map<String, Long> kinds = inputs.stream().collect(Collectors.groupingBy(text -> text, Collectors.counting()));
        Evenness.assertEven(kinds.values().stream().mapToLong(count -> count).toArray());
        assertThat(kinds).hasSize(2);
    }

    /** What may follow once the automaton stands behind an X: its states eliminated by hand. */
    private static final String BEHIND = "(?:XT*VP)*(?:S|XT*VV)";

    private static final String EMBEDDED = "B([TP])B(?:TS*X" + BEHIND + "|PT*V(?:V|P" + BEHIND + "))E\\1E";

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void reber(long seed) {
        DataSet batch = TextOf.batch(new ReberTask(), ROWS, seed);
        List<String> inputs = TextOf.rows(batch.getFeatures(), batch, "BTPSXVE");
        List<String> targets = TextOf.rows(batch.getLabels(), batch, "BTPSXVE");
        int outerT = 0;
        for (int row = 0; row < ROWS; row++) {
            String text =
                    inputs.get(row) + targets.get(row).charAt(targets.get(row).length() - 1);
            assertThat(targets.get(row)).isEqualTo(text.substring(1));
            assertThat(text).matches(EMBEDDED);
            outerT += text.charAt(1) == 'T' ? 1 : 0;
        }
        Evenness.assertEven(outerT, ROWS - outerT);
    }

    private static long[] counts(int[] numbers, int size) {
        long[] counts = new long[size];
        IntStream.of(numbers).forEach(number -> counts[number]++);
        return counts;
    }
}
