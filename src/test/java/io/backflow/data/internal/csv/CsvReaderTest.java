// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CsvReaderTest {

    private static final Path FILE = Path.of("walk.csv");

    private static CsvLayout layout(
            SequenceData.Objective objective, boolean header, char delimiter, String... targets) {
        List<String> classes = objective.classifies() ? List.of("0", "1", "2") : List.of();
        return new CsvLayout(objective, header, delimiter, List.of(targets), List.of(), classes, true);
    }

    private static final CsvLayout STEPS = layout(SequenceData.Objective.CLASSIFY_STEPS, true, ',', "label");

    @ParameterizedTest(name = "delimiter {0}")
    @CsvSource(
            quoteCharacter = '`',
            value = {"`,`", ";", "|", ".", "`\t`", "$"})
    void readsCellsBetweenAnyDelimiter(char delimiter) {
        String text = "x,y,label\n1,-2,0\n+3,4e1,2\n".replace(',', delimiter);
        CsvSequence sequence =
                new CsvReader(layout(SequenceData.Objective.CLASSIFY_STEPS, true, delimiter, "label")).read(FILE, text);

        assertThat(features(sequence)).containsExactly(1f, -2f, 3f, 40f);
        assertThat(targets(sequence)).containsExactly(0f, 2f);
        assertThat(sequence.steps()).isEqualTo(2);
    }

    @Test
    void findsColumnsByNumberWhereThereIsNoHeader() {
        CsvSequence sequence = new CsvReader(layout(SequenceData.Objective.REGRESS_STEPS, false, ',', "2", "0"))
                .read(FILE, "1,2,3\n4,5,6");

        assertThat(features(sequence)).containsExactly(2f, 5f);
        assertThat(targets(sequence)).containsExactly(3f, 1f, 6f, 4f);
    }

    @Test
    void findsColumnsByNameBeforeItFindsThemByNumber() {
        CsvSequence sequence = new CsvReader(layout(SequenceData.Objective.REGRESS_STEPS, true, ',', "0", "1"))
                .read(FILE, "1,0,x\n7,8,9\n");

        assertThat(targets(sequence)).containsExactly(8f, 7f);
    }

    @Test
    void leavesIgnoredColumnsOutWhateverIsInThem() {
        CsvLayout layout = new CsvLayout(
                SequenceData.Objective.REGRESS_STEPS, true, ',', List.of("y"), List.of("day"), List.of(), false);
        CsvSequence sequence = new CsvReader(layout).read(FILE, "day,x,y\nMonday,1,2\nTuesday,3,4\n");

        assertThat(features(sequence)).containsExactly(1f, 3f);
    }

    @Test
    void readsClassNamesBlanksQuotesAndWindowsLineEnds() {
        CsvLayout layout = new CsvLayout(
                SequenceData.Objective.CLASSIFY_SEQUENCE,
                true,
                ',',
                List.of("gait"),
                List.of(),
                List.of("walks", "runs"),
                false);
        CsvReader reader = new CsvReader(layout);
        CsvSequence sequence = reader.read(FILE, "\"x\", gait\r\n 1.5 ,\"runs\"\r\n\"2\",runs\r\n\r\n");

        assertThat(features(sequence)).containsExactly(1.5f, 2f);
        assertThat(targets(sequence)).containsExactly(1f, 1f);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void namesTheLineThatBreaksARule(String what, String text, String message) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new CsvReader(STEPS).read(FILE, text))
                .withMessage("walk.csv:" + message);
    }

    static Object[][] namesTheLineThatBreaksARule() {
        return new Object[][] {
            {"row too short", "x,y,label\n1,2,0\n1,2\n", "3: the row has 2 values, expected 3"},
            {"row too long", "x,y,label\n1,2,0\n1,2,0,5\n", "3: the row has 4 values, expected 3"},
            {"last cell empty", "x,y,label\n1,2,\n", "2: the row has 2 values, expected 3"},
            {"first cell empty", "x,y,label\n,2,0\n", "2: column 'x' must be a number, got ''"},
            {"blank line", "x,y,label\n1,2,0\n\n1,2,0\n", "3: the line is blank"},
            {"text among numbers", "x,y,label\n1,2,0\n1,abc,0\n", "3: column 'y' must be a number, got 'abc'"},
            {"header in the middle", "x,y,label\nx,y,label\n", "2: column 'x' must be a number, got 'x'"},
            {
                "not a number",
                "x,y,label\n1,2,0\n1,2,0\nNaN,2,0\n",
                "4: column 'x' must be a finite number within a float's range, got 'NaN'"
            },
            {
                "infinite",
                "x,y,label\n1,-Infinity,0\n",
                "2: column 'y' must be a finite number within a float's range, got '-Infinity'"
            },
            {
                "too large for a float",
                "x,y,label\n1,1e39,0\n",
                "2: column 'y' must be a finite number within a float's range, got '1e39'"
            },
            {"class too high", "x,y,label\n1,2,3\n", "2: column 'label' must be a class number of 0..2, got '3'"},
            {"class below 0", "x,y,label\n1,2,-1\n", "2: column 'label' must be a class number of 0..2, got '-1'"},
            {"half a class", "x,y,label\n1,2,0.5\n", "2: column 'label' must be a class number of 0..2, got '0.5'"},
            {"class by name", "x,y,label\n1,2,walks\n", "2: column 'label' must be a number, got 'walks'"},
            {"missing column", "x,y,z\n1,2,3\n", "1: no column 'label'; the columns are [x, y, z]"},
            {"other delimiter", "x;y;label\n1;2;0\n", "1: no column 'label'; the columns are [x;y;label]"},
            {"header only", "x,y,label\n", " has a header, but no rows"},
            {"target only", "label\n1\n", " no column is left for features; the columns are [label]"}
        };
    }

    @Test
    void countsLinesFromOneWithoutAHeaderToo() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new CsvReader(layout(SequenceData.Objective.REGRESS_STEPS, false, ',', "1"))
                        .read(FILE, "1,2\n3,x\n"))
                .withMessage("walk.csv:2: column 1 must be a number, got 'x'");
    }

    @Test
    void refusesANumberedColumnThatIsNotThere() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new CsvReader(layout(SequenceData.Objective.REGRESS_STEPS, false, ',', "2"))
                        .read(FILE, "1,2\n3,4\n"))
                .withMessage("walk.csv:1: no column '2'; the columns are [0, 1]");
    }

    @Test
    void refusesAFileOfBlanks() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new CsvReader(layout(SequenceData.Objective.REGRESS_STEPS, false, ',', "1"))
                        .read(FILE, " \n\n"))
                .withMessage("walk.csv: has no rows");
    }

    @Test
    void refusesAClassNameThatIsNotListed() {
        CsvLayout layout = new CsvLayout(
                SequenceData.Objective.CLASSIFY_SEQUENCE,
                true,
                ',',
                List.of("gait"),
                List.of(),
                List.of("walks", "runs"),
                false);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new CsvReader(layout).read(FILE, "x,gait\n1,walks\n2,walk\n"))
                .withMessage("walk.csv:3: column 'gait' must be one of [walks, runs], got 'walk'");
    }

    @Test
    void refusesTwoTargetsForOneSequence() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new CsvReader(layout(SequenceData.Objective.CLASSIFY_SEQUENCE, true, ',', "label"))
                        .read(FILE, "x,label\n1,0\n1,0\n1,1\n"))
                .withMessageStartingWith("walk.csv:4: column 'label' must be the same in every row");
    }

    @Test
    void refusesAFileWithOtherColumnsThanTheOnesBefore() {
        CsvReader reader = new CsvReader(STEPS);
        reader.read(FILE, "x,y,label\n1,2,0\n");

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> reader.read(Path.of("run.csv"), "y,x,label\n1,2,0\n"))
                .withMessage("run.csv:1: has the columns [y, x, label], but the files before it have [x, y, label]");
    }

    @Test
    void refusesCharactersThatDatavecWouldGarble() {
        CsvReader reader = new CsvReader(STEPS, StandardCharsets.US_ASCII);

        assertThat(reader.read(FILE, "x,größe,label\n1,2,0\n").steps()).isEqualTo(1);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> reader.read(FILE, "x,größe,label\n1,2,ä\n"))
                .withMessageContaining("walk.csv: has characters outside of US-ASCII")
                .withMessageContaining("-Dfile.encoding=UTF-8");
    }

    private static List<Float> features(CsvSequence sequence) {
        List<Float> values = new ArrayList<>();
        for (int step = 0; step < sequence.steps(); step++) {
            for (int feature = 0; feature < sequence.features(); feature++) {
                values.add(sequence.feature(step, feature));
            }
        }
        return values;
    }

    private static List<Float> targets(CsvSequence sequence) {
        List<Float> values = new ArrayList<>();
        for (int step = 0; step < sequence.steps(); step++) {
            for (int target = 0; target < sequence.targets(); target++) {
                values.add(sequence.target(step, target));
            }
        }
        return values;
    }
}
