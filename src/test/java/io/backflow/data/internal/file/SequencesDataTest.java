// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.backflow.config.internal.Yaml;
import io.backflow.data.DataEnvironment;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.slf4j.LoggerFactory;

/** From files to batches. */
class SequencesDataTest {

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private SequenceData open(String keys) {
        DataEnvironment environment = DataFiles.of(null, Map.of(), folder, DownloadProgress.NONE);
        return Yaml.bind(SequencesConfig.class, keys.replace("DIR", folder.toString()))
                .open(environment);
    }

    /** Rows that say in which line they stand, shuffled and by length: every batch knows the lines of its sequences. */
    @ParameterizedTest
    @EnumSource(SequenceData.Batching.class)
    void batchesSayWhereTheirSequencesStand(SequenceData.Batching batching) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int line = 1; line <= 40; line++) {
            text.append(line % 2).append((",1" + line).repeat(2 + line % 5)).append('\n');
        }
        write("rows.csv", text.toString());
        SequenceData data = open("{file: DIR/rows.csv, label: first, standardise: false}");
        DataSetIterator training = data.training(4, 3, batching);
        int sequences = 0;
        for (int epoch = 0; epoch < 2; epoch++, training.reset()) {
            while (training.hasNext()) {
                DataSet batch = training.next();
                for (int row = 0; row < batch.numExamples(); row++, sequences++) {
                    int line = Integer.parseInt(
                            Integer.toString(batch.getFeatures().getInt(row, 0, 0)).substring(1));
                    assertThat(batch.getExampleMetaData().get(row)).hasToString("rows.csv, line " + line);
                }
            }
        }
        assertThat(sequences).isGreaterThan(50);
    }

    private void refuses(String keys, String... said) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(keys))
                .satisfies(failure -> assertThat(
                                String.valueOf(failure.getMessage()).replace(folder.toString(), "DIR"))
                        .contains(said));
    }

    /** Returns each sequence of a part as its label's number and its values: {@code 1: 0.5 0.7}. */
    private static List<String> sequences(DataSetIterator part) {
        List<String> texts = new ArrayList<>();
        while (part.hasNext()) {
            DataSet batch = part.next();
            for (int row = 0; row < batch.numExamples(); row++) {
                texts.add(label(batch.getLabels(), row) + ":" + values(batch, row));
            }
        }
        return texts;
    }

    private static String label(INDArray labels, int row) {
        return labels.size(1) == 1
                ? Float.toString(labels.getFloat(row, 0))
                : Integer.toString(labels.getRow(row).argMax().getInt(0));
    }

    private static String values(DataSet batch, int row) {
        StringBuilder text = new StringBuilder();
        INDArray mask = batch.getFeaturesMaskArray();
        for (int step = 0; step < batch.getFeatures().size(2); step++) {
            if (mask == null || mask.getInt(row, step) == 1) {
                for (int feature = 0; feature < batch.getFeatures().size(1); feature++) {
                    text.append(feature == 0 ? " " : "/")
                            .append(batch.getFeatures().getFloat(row, feature, step));
                }
            }
        }
        return text.toString();
    }

    private void writeUcr() throws IOException {
        write("Toy_TRAIN.tsv", "-1\t0.5\t0.25\tNaN\n1\t1.5\t2.5\t3.5\n1.0\t1\t2.5\t3\n-1\t5\t6\t7.5\n");
        write("Toy_TEST.tsv", "1\t4\tNaN\n-1\t9\t8\n");
    }

    @Test
    void readsTheArchivesFilesAsTheyAreWithTheirTestPart() throws IOException {
        writeUcr();
        SequenceData data = open("{file: DIR/Toy_TRAIN.tsv, standardise: false, validationFraction: 0.25}");

        assertThat(data.objective()).isEqualTo(SequenceData.Objective.CLASSIFY_SEQUENCE);
        assertThat(data.labels()).containsExactly("-1", "1");
        assertThat(sequences(data.test(9))).containsExactlyInAnyOrder("1: 4.0", "0: 9.0 8.0");
        List<String> own = sequences(data.training(9, 1));
        own.addAll(sequences(data.validation(9)));
        assertThat(own).containsExactlyInAnyOrder("0: 0.5 0.25", "1: 1.5 2.5 3.5", "1: 1.0 2.5 3.0", "0: 5.0 6.0 7.5");
        assertThat(data.provenance())
                .containsEntry("form", "rows")
                .containsEntry("delimiter", "tab")
                .containsEntry("classes", "-1, 1")
                .containsEntry("missing", "none")
                .containsEntry("testSequences", 2)
                .containsKey("sha256");
    }

    private String longForm(int sequences) {
        StringBuilder text = new StringBuilder("case;time;x;y;class\n");
        for (int i = 0; i < sequences; i++) {
            String label = i % 2 == 0 ? "up" : "down";
            text.append("s%d;1;%d,5;2;%s\ns%d;2;%d,25;3;%s\n".formatted(i, i, label, i, i, label));
        }
        return text.toString();
    }

    @Test
    void readsTheLongForm() throws IOException {
        write("long.csv", "\ufeff" + longForm(10));
        SequenceData data = open("{file: DIR/long.csv, standardise: false}");

        assertThat(data.labels()).containsExactly("down", "up");
        assertThat(data.inputs()).isEqualTo(2);
        List<String> all = sequences(data.training(9, 1));
        all.addAll(sequences(data.validation(9)));
        all.addAll(sequences(data.test(9)));
        assertThat(all).hasSize(10).contains("1: 0.5/2.0 0.25/3.0", "0: 1.5/2.0 1.25/3.0");
        assertThat(data.provenance()).containsEntry("decimal", "comma").containsEntry("id", "column 'case'");
    }

    @Test
    void sortsRowsOnlyWhereItMay() throws IOException {
        String[] lines = longForm(10).split("\n", -1);
        List<String> interleaved = new ArrayList<>(List.of(lines[0]));
        IntStream.rangeClosed(0, 9).forEach(i -> interleaved.add(lines[2 + 2 * i]));
        IntStream.rangeClosed(0, 9).forEach(i -> interleaved.add(lines[1 + 2 * i]));
        write("long.csv", longForm(10));
        write("mixed.csv", String.join("\n", interleaved));

        refuses(
                "{file: DIR/mixed.csv}",
                "mixed.csv:12: column 'case': 's0' comes back after another sequence; its rows ended in line 2;"
                        + " order: sort gathers");
        SequenceData sorted = open("{file: DIR/mixed.csv, order: sort}");
        SequenceData inOrder = open("{file: DIR/long.csv}");
        assertThat(sequences(sorted.training(9, 1))).isEqualTo(sequences(inOrder.training(9, 1)));
    }

    @Test
    void learnsClassesOfStepsWhereLabelsChange() throws IOException {
        StringBuilder text = new StringBuilder("id,x,state\n");
        for (int i = 0; i < 6; i++) {
            text.append("%d,1,on\n%d,%d,off\n".formatted(i, i, i));
        }
        write("steps.csv", text.toString());
        SequenceData data =
                open("{file: DIR/steps.csv, standardise: false, validationFraction: 0.2, testFraction: 0.2}");

        assertThat(data.objective()).isEqualTo(SequenceData.Objective.CLASSIFY_STEPS);
        INDArray labels = data.test(1).next().getLabels();
        assertThat(labels.shape()).containsExactly(1, 2, 2);
        assertThat(labels.getFloat(0, 1, 0)).isEqualTo(1f);
        assertThat(labels.getFloat(0, 0, 1)).isEqualTo(1f);
        refuses(
                "{file: DIR/steps.csv, objective: classify-sequence}",
                "steps.csv:3: what is asked, [state], changes within the sequence '0'");
    }

    @Test
    void predictsNumbers() throws IOException {
        StringBuilder text = new StringBuilder("id,x,mass,height\n");
        for (int i = 0; i < 10; i++) {
            text.append("%d,1,%d.5,7\n%d,2,%d.5,7\n".formatted(i, i, i, i));
        }
        write("numbers.csv", text.toString());
        SequenceData once = open("{file: DIR/numbers.csv, targets: [height, mass], standardise: false}");
        SequenceData steps =
                open("{file: DIR/numbers.csv, targets: [mass], ignore: [height], objective: regress-steps}");

        assertThat(once.objective()).isEqualTo(SequenceData.Objective.REGRESS_SEQUENCE);
        assertThat(once.labels()).containsExactly("height", "mass");
        assertThat(once.inputs()).isEqualTo(1);
        float[] first = once.test(1).next().getLabels().toFloatVector();
        assertThat(first[0]).isEqualTo(7f);
        assertThat(first[1] % 1).isEqualTo(0.5f);
        assertThat(steps.test(1).next().getLabels().shape()).containsExactly(1, 1, 2);
    }

    @Test
    void takesNumbersThatAreNotWholeForNumbersToPredict() throws IOException {
        write("rows.csv", "0.1,1.5,2\n0.2,1.5,3\n0.3,1.5,4\n0.4,5,6\n0.5,5,7\n");
        assertThat(open("{file: DIR/rows.csv, label: first, validationFraction: 0.2, testFraction: 0.2}")
                        .objective())
                .isEqualTo(SequenceData.Objective.REGRESS_SEQUENCE);
    }

    @Test
    void numbersToPredictMayHaveADecimalCommaToo() throws IOException {
        String sized = "; validationFraction: 0.2; testFraction: 0.2}".replace(';', ',');
        write("comma.csv", "0,1;1,5;2\n0,2;1,5;3\n0,3;1,5;4\n0,4;5;6\n0,5;5;7\n");
        SequenceData rows = open("{file: DIR/comma.csv, label: first" + sized);
        assertThat(rows.objective()).isEqualTo(SequenceData.Objective.REGRESS_SEQUENCE);
        assertThat(rows.test(1).next().getLabels().getFloat(0)).isBetween(0.05f, 0.55f);
        write("long.csv", "id;x;class\n1;0,5;2,0\n1;0,5;1,0\n2;3;2,0\n2;2;1,0\n3;3;2,0\n3;2;1,0\n4;3;2,0\n4;2;1,0\n");
        assertThat(open("{file: DIR/long.csv" + sized).labels()).containsExactly("1", "2");
    }

    @Test
    void aLabelMayBeLastInAFileCalledAsTheArchives() throws IOException {
        write("Last_TRAIN.tsv", "1.5\t2\tup\n1.5\t3\tdown\n7\t2\tup\n7\t3\tdown\n");
        write("Last_TEST.tsv", "1\t2\tup\n");
        SequenceData data = open("{file: DIR/Last_TRAIN.tsv, standardise: false, validationFraction: 0.4}");
        assertThat(data.labels()).containsExactly("down", "up");
        assertThat(sequences(data.test(9))).containsExactly("1: 1.0 2.0");
    }

    @ParameterizedTest
    @CsvSource({
        "carry-forward, 5 5 1 1 4, 3.25 2 3 4 5",
        "interpolate, 5 3 1 2.5 4, 2 2 3 4 5",
        "mean, 5 3.25 1 3.25 4, 3.25 2 3 4 5",
        "mask-step, 5 1 4, 2 3 4 5"
    })
    void fillsWithWhatTheTrainingPartHas(String policy, String inside, String atTheStart) throws IOException {
        write("gaps_TRAIN.tsv", "1\t4.5\t4.5\n2\t2\t2\n");
        write("gaps_TEST.tsv", "1\t5\tNaN\t1\t?\t4\n2\tNA\t2\t3\t4\t5\n");
        SequenceData data =
                open("{file: DIR/gaps_TRAIN.tsv, validation: DIR/gaps_TRAIN.tsv, standardise: false, missing: " + policy
                        + "}");

        assertThat(sequences(data.test(9)))
                .containsExactlyInAnyOrder("0: " + floats(inside), "1: " + floats(atTheStart));
        assertThat(data.provenance()).containsEntry("missing", "3 in 2 sequences, " + policy);
    }

    private static String floats(String numbers) {
        return Stream.of(numbers.split(" ", -1))
                .map(number -> Float.toString(Float.parseFloat(number)))
                .collect(Collectors.joining(" "));
    }

    @Test
    void namesTheFirstMissingValue() throws IOException {
        write("gaps.csv", "id,x,y,label\na,1,2,u\na,1,,u\nb,2,2,v\nb,1,1,v\n");
        refuses(
                "{file: DIR/gaps.csv, validation: DIR/gaps.csv, test: DIR/gaps.csv}",
                "DIR/gaps.csv:3: column 'y' has no value; `missing` says what is to be done: mask-step");
    }

    @Test
    void turnsTimeStampsIntoSteps() throws IOException {
        write("t.csv", "id,date,x,label\na,2026-01-01,1,u\na,2026-01-02,2,u\na,2026-01-04,4,u\nb,2026-01-01,1,v\n");
        String parts = "{train: DIR/t.csv, validation: DIR/t.csv, test: DIR/t.csv, standardise: false, ";

        assertThat(sequences(open(parts + "times: steps, missing: interpolate}").test(9)))
                .contains("0: 1.0 2.0 3.0 4.0");
        assertThat(sequences(open(parts + "times: ignore}").test(9))).contains("0: 1.0 2.0 4.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 2\n", "1\n1\n2\n2\n"})
    void takesLabelsFromAFileOfTheirOwn(String labels) throws IOException {
        write("ae.train", "1 2\n3 4\n\n5 6\n\n7 8\n\n\n9 10\n11 12\n\n");
        write("ae.test", "1 1\n\n2 2\n");
        write("size_ae.train", labels);
        write("size_ae.test", "1 1");
        SequenceData data = open("{file: DIR/ae.train, validation: DIR/ae.test, standardise: false}");

        assertThat(data.inputs()).isEqualTo(2);
        assertThat(sequences(data.training(9, 1)))
                .containsExactlyInAnyOrder("0: 1.0/2.0 3.0/4.0", "0: 5.0/6.0", "1: 7.0/8.0", "1: 9.0/10.0 11.0/12.0");
        refuses("{file: DIR/ae.train, test: DIR/ae.test, testLabels: DIR/size_ae.train}", "size_ae.train");
    }

    @Test
    void readsBlocksBetweenRowsOfOnes() throws IOException {
        write("ones.txt", "2 1 7\n4 5 7\n1.0 1.0 1.0\n6 7 8\n1 1 1\n9 9 8\n");
        SequenceData data = open("{train: DIR/ones.txt, validation: DIR/ones.txt, test: DIR/ones.txt, label: last}");
        assertThat(data.provenance())
                .containsEntry("between sequences", "a row of ones")
                .containsEntry("trainingSequences", 3)
                .containsEntry("classes", "7, 8");
    }

    @Test
    void readsAFolderOfFiles() throws IOException {
        for (int i = 0; i < 10; i++) {
            write("many/%02d.csv".formatted(i), "x,y\n1,%d\n2,%d\n".formatted(i % 2, i % 2));
        }
        SequenceData data = open("{file: DIR/many, label: y, standardise: false}");
        assertThat(sequences(data.test(9)))
                .isSubsetOf("0: 1.0 2.0", "1: 1.0 2.0")
                .hasSize(2);
        write("many/99.csv", "x,z\n1,2\n");
        refuses("{file: DIR/many, label: y}", "99.csv:1: has the columns [x, z], but the files before it have [x, y]");
    }

    @Test
    void standardisesByTheTrainingPart() throws IOException {
        write("s_TRAIN.tsv", "1\t0\t4.0\n2\t0\t4\n1\t0.0\t4\n");
        write("s_TEST.tsv", "1\t6\t100\n");
        SequenceData data = open("{file: DIR/s_TRAIN.tsv, validation: DIR/s_TEST.tsv}");
        assertThat(sequences(data.test(9))).containsExactly("0: 2.0 49.0");
    }

    @Test
    void namesClassesThatDoNotFit() throws IOException {
        write("c_TRAIN.tsv", "a\t1\t2\na\t1\t2\nb\t1\t2\nb\t1\t2\n");
        write("c_TEST.tsv", "a\t1\t2\nc\t3\t4\n");
        write("one_TRAIN.tsv", "a\t1\t2\na\t3\t4\na\t3\t4\n");
        write("one_TEST.tsv", "a\t1\t2\n");
        String parts = "file: DIR/c_TRAIN.tsv, validation: DIR/c_TRAIN.tsv";

        refuses("{" + parts + "}", "c_TEST.tsv:2: the label 'c' is no class of the training part, which has [a, b]");
        refuses("{" + parts + ", classes: [a, b]}", "c_TEST.tsv:2: the label 'c' is none of `classes`, [a, b]");
        refuses(
                "{" + parts + ", classes: [a, b, c]}",
                "c_TRAIN.tsv: the class 'c' of `classes` has no sequence in the training part, which has [a, b]");
        refuses("{file: DIR/one_TRAIN.tsv, validation: DIR/one_TEST.tsv}", "only one class, 'a'");
        assertThat(open("{train: DIR/c_TRAIN.tsv, validation: DIR/c_TRAIN.tsv, test: DIR/c_TRAIN.tsv, classes: [b, a]}")
                        .labels())
                .containsExactly("b", "a");
    }

    @Test
    void saysWhereAPartWouldBeEmpty() throws IOException {
        writeUcr();
        write("Two_TRAIN.tsv", "1\t0.5\n2\t0.5\n");
        write("Two_TEST.tsv", "1\t0.5\n");
        write("One_TRAIN.tsv", "1\t0.5\n");
        refuses(
                "{file: DIR/Two_TRAIN.tsv, form: rows}",
                "Two_TRAIN.tsv: too few sequences, 2, to set some aside for validation; add some, or name files");
        refuses("{file: DIR/One_TRAIN.tsv, form: rows}", "has only one sequence; training needs at least two");
        refuses("{file: DIR/Toy_TEST.tsv}", "too few sequences, 2, to set some aside for validation and test");
    }

    @Test
    void aSeriesIsSaidToBeReadByATaskOfItsOwn() throws IOException {
        write("one.txt", "1.5\n2.5\n".repeat(10));
        refuses(
                "{file: DIR/one.txt}",
                "one.txt: is one long series, with a row for every moment, which type: series reads");
    }

    @Test
    void sequencesThatAreTrainedOnAndTestedAreWarnedOf() throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger(SequencesData.class);
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        logger.addAppender(said);
        try {
            writeUcr();
            open("{file: DIR/Toy_TRAIN.tsv, validationFraction: 0.25}");
            open("{train: DIR/Toy_TRAIN.tsv, validation: DIR/Toy_TEST.tsv, test: DIR/Toy_TRAIN.tsv}");
        } finally {
            logger.detachAppender(said);
        }
        assertThat(said.list.stream()
                        .filter(event -> event.getLevel() == Level.WARN)
                        .map(event -> event.getFormattedMessage().replace(folder.toString(), "DIR")))
                .containsExactly("DIR/Toy_TRAIN.tsv: the training part has the values of 4 of the test part:"
                        + " line 1 = line 1, line 2 = line 2, line 3 = line 3, ...");
    }

    @Test
    void partsMustBeAlike() throws IOException {
        write("a.csv", "id,x,label\n1,1,u\n2,2,v\n");
        write("b.csv", "id,z,label\n1,1,u\n2,2,v\n");
        refuses("{train: DIR/a.csv, test: DIR/b.csv}", "b.csv: has the features [z], but the training part has [x]");
    }

    @Test
    void configurationsHaveRules() {
        assertThat(
                        Yaml.problems(
                                SequencesConfig.class,
                                "{file: a, train: b, form: rowz, delimiter: ab, decimal: x, label: y, targets: [z], times: steps}"))
                .hasSize(6);
        assertThat(Yaml.problems(SequencesConfig.class, "{form: rows}"))
                .singleElement()
                .asString()
                .contains("file or train must name the training sequences, and not both, got neither");
    }
}
