// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class CsvDataTest {

    private static final CsvLayout STEPS =
            new CsvLayout(SequenceData.Objective.REGRESS_STEPS, true, ',', List.of("y"), List.of(), List.of(), false);
    private static final CsvLayout SEQUENCES = new CsvLayout(
            SequenceData.Objective.CLASSIFY_SEQUENCE, true, ',', List.of("y"), List.of(), List.of("low", "high"), true);

    @TempDir
    private Path folder;

    @Test
    void padsAndMasksSequencesOfUnequalLength() throws IOException {
        write("train/a.csv", "x,y\n1,10\n2,20\n3,30\n");
        write("train/b.csv", "x,y\n4,40\n");
        write("held/c.csv", "x,y\n5,50\n");
        DataSet batch = data(STEPS, "held", "held", false).training(2, 1).next();

        assertThat(batch.getFeatures().shape()).containsExactly(2, 1, 3);
        assertThat(batch.getLabels().shape()).containsExactly(2, 1, 3);
        int shorter = batch.getFeaturesMaskArray().getRow(0).sumNumber().intValue() == 1 ? 0 : 1;
        assertThat(row(batch.getFeatures(), 1 - shorter)).containsExactly(1, 2, 3);
        assertThat(row(batch.getLabels(), 1 - shorter)).containsExactly(10, 20, 30);
        assertThat(row(batch.getFeatures(), shorter)).containsExactly(4, 0, 0);
        assertThat(row(batch.getLabels(), shorter)).containsExactly(40, 0, 0);
        assertThat(batch.getFeaturesMaskArray().getRow(shorter).toFloatVector()).containsExactly(1, 0, 0);
        assertThat(batch.getLabelsMaskArray()).isEqualTo(batch.getFeaturesMaskArray());
    }

    @Test
    void givesAWholeSequenceOneLabel() throws IOException {
        write("train/a.csv", "x,y\n1,1\n2,1\n3,1\n");
        write("train/b.csv", "x,y\n4,0\n");
        write("held/c.csv", "x,y\n5,1\n");
        SequenceData data = data(SEQUENCES, "held", "held", false);
        DataSet batch = data.training(2, 1).next();

        assertThat(data.labels()).containsExactly("low", "high");
        assertThat(data.outputs()).isEqualTo(2);
        assertThat(batch.getLabelsMaskArray()).isNull();
        for (int row = 0; row < 2; row++) {
            boolean longer =
                    batch.getFeaturesMaskArray().getRow(row).sumNumber().intValue() == 3;
            assertThat(batch.getLabels().getRow(row).toFloatVector())
                    .containsExactly(longer ? new float[] {0, 1} : new float[] {1, 0});
        }
    }

    @Test
    void asksForSeveralNumbersOnceASequence() throws IOException {
        CsvLayout layout = new CsvLayout(
                SequenceData.Objective.REGRESS_SEQUENCE, true, ',', List.of("z", "y"), List.of(), List.of(), false);
        write("train/a.csv", "x,y,z\n1,5,7\n2,5,7\n");
        write("train/b.csv", "x,y,z\n1,5,7\n2,5,7\n");
        write("held/c.csv", "x,y,z\n5,1,2\n");
        SequenceData data = data(layout, "held", "held", false);

        assertThat(data.labels()).containsExactly("z", "y");
        assertThat(data.training(1, 1).next().getLabels().toFloatMatrix()).isDeepEqualTo(new float[][] {{7, 5}});
    }

    @Test
    void standardisesByTheTrainingPartOnly() throws IOException {
        write("train/a.csv", "x,y\n0,0\n");
        write("train/b.csv", "x,y\n4,0\n");
        write("held/c.csv", "x,y\n6,9\n100,9\n");
        SequenceData data = data(STEPS, "held", "held", true);

        assertThat(row(data.test(1).next().getFeatures(), 0)).containsExactly(2, 49);
        assertThat(row(data.test(1).next().getLabels(), 0)).containsExactly(9, 9);
        assertThat(data.provenance()).containsEntry("standardised", true);
    }

    @Test
    void setsAsideSomeOfEveryClass() throws IOException {
        for (int i = 0; i < 40; i++) {
            write("train/" + i + ".csv", "x,y\n" + i + "," + i % 2 + "\n");
        }
        SequenceData data = data(SEQUENCES, null, null, false);

        assertThat(data.provenance())
                .containsEntry("trainingSequences", 32)
                .containsEntry("validationSequences", 4)
                .containsEntry("testSequences", 4);
        assertThat(data.test(4).next().getLabels().sum(0).toFloatVector()).containsExactly(2, 2);
        Set<Float> seen = new TreeSet<>();
        for (DataSetIterator part : List.of(data.training(40, 1), data.validation(40), data.test(40))) {
            for (float value : part.next().getFeatures().dup('c').data().asFloat()) {
                seen.add(value);
            }
        }
        assertThat(seen).hasSize(40);
    }

    @Test
    void setsAsideSomeEvenWhereEveryClassHasOnlyTwo() throws IOException {
        CsvLayout numbers = new CsvLayout(
                SequenceData.Objective.REGRESS_SEQUENCE, true, ',', List.of("y"), List.of(), List.of(), false);
        for (int i = 0; i < 10; i++) {
            write("train/" + i + ".csv", "x,y\n" + i + "," + i / 2 + "\n");
        }
        assertThat(data(numbers, null, null, false).provenance())
                .containsEntry("validationSequences", 1)
                .containsEntry("testSequences", 1);
        CsvLayout classes = new CsvLayout(
                SequenceData.Objective.CLASSIFY_SEQUENCE,
                true,
                ',',
                List.of("y"),
                List.of(),
                List.of("0", "1", "2", "3", "4"),
                true);
        assertThat(data(classes, null, null, false).provenance())
                .containsEntry("validationSequences", 1)
                .containsEntry("testSequences", 1);
    }

    @Test
    void hasADigestOfNamesAndContents() throws IOException {
        write("train/a.csv", "x,y\n1,1\n");
        write("train/b.csv", "x,y\n2,1\n");
        write("held/c.csv", "x,y\n5,1\n");
        Object digest = data(STEPS, "held", "held", true).provenance().get("sha256");
        assertThat(data(STEPS, "held", "held", true).provenance().get("sha256")).isEqualTo(digest);

        write("held/c.csv", "x,y\n5,2\n");
        assertThat(data(STEPS, "held", "held", true).provenance().get("sha256")).isNotEqualTo(digest);
    }

    @Test
    void readsOnlyTheFilesThatThePatternNames() throws IOException {
        write("train/a.csv", "x,y\n1,1\n");
        write("train/b.csv", "x,y\n2,1\n");
        write("train/notes.txt", "nothing of value");
        write("held/c.csv", "x,y\n5,1\n");

        assertThat(data(STEPS, "held", "held", true).provenance()).containsEntry("trainingSequences", 2);
    }

    @Test
    void refusesOneSequence() throws IOException {
        write("train/a.csv", "x,y\n1,1\n2,1\n");
        refuses(folder.resolve("train") + ": only one sequence; training needs at least two");
    }

    @Test
    void refusesTooFewToSetAside() throws IOException {
        write("train/a.csv", "x,y\n1,1\n");
        write("train/b.csv", "x,y\n1,1\n");
        write("train/c.csv", "x,y\n1,1\n");
        refuses(
                folder.resolve("train")
                        + ": too few sequences, 3, to set some aside for validation and test; add some, or name folders for those");
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        refuses(folder.resolve("train") + ": no such folder");
    }

    @Test
    void refusesAFileInPlaceOfAFolder() throws IOException {
        write("train", "x,y\n1,1\n");
        refuses(folder.resolve("train") + ": is a file, a folder is needed");
    }

    @Test
    void refusesAFolderWithoutFiles() throws IOException {
        Files.createDirectories(folder.resolve("train"));
        refuses(folder.resolve("train") + ": the folder has no file that matches *.csv");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        write("train/a.csv", "x,y\n1,1\n");
        write("train/b.csv", "");
        refuses(folder.resolve("train/b.csv") + ": the file is empty");
    }

    @Test
    void refusesABinaryFile() throws IOException {
        write("train/a.csv", "x,y\n1,\0\n");
        refuses(folder.resolve("train/a.csv") + ":2: binary, not text: a zero byte at offset 6 of the file");
    }

    @Test
    void namesTheFileOfNaN() throws IOException {
        write("train/a.csv", "x,y\n1,1\n");
        write("train/b.csv", "x,y\n1,1\nNaN,1\n");
        refuses(folder.resolve("train/b.csv")
                + ":3: column 'x' must be a finite number within a float's range, got 'NaN'");
    }

    private void refuses(String message) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> data(STEPS, null, null, true))
                .withMessage(message);
    }

    private SequenceData data(
            CsvLayout layout, @Nullable String validation, @Nullable String test, boolean standardise) {
        CsvSource source = new CsvSource(
                folder.resolve("train"),
                validation == null ? null : folder.resolve(validation),
                test == null ? null : folder.resolve(test),
                "*.csv",
                .1,
                .1);
        return CsvData.load(source, layout, standardise);
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** Returns the only channel of one row. */
    private static float[] row(INDArray array, int row) {
        return array.slice(row).slice(0).toFloatVector();
    }
}
