// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.JobConfig;
import io.backflow.data.Batch;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.language.LanguagesPreparation;
import io.backflow.data.internal.prepared.NewData;
import io.backflow.data.internal.prepared.NewDataOptions;
import io.backflow.data.internal.prepared.Preparation;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.RunDirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** New data is prepared as the test part of the run was, by the file alone: the same batches, number by number. */
class PreparationFileTest {

    private static final int BATCH = 4;
    private static final NewDataOptions UNLABELLED = new NewDataOptions(true, List.of(), false);

    @TempDir
    private Path folder;

    /** A run's data, and what its file says about new ones. */
    private record Run(JobConfig job, @Nullable SequenceData data, Preparation preparation) {

        NewData read(Path file, NewDataOptions options) {
            return preparation.read(job.task(), file, options);
        }

        NewData read(Path file) {
            return read(file, NewDataOptions.NONE);
        }
    }

    private Run run(String task) throws IOException {
        Path yaml = Files.writeString(
                folder.resolve("job.yaml"),
                "task: {" + task.replace("$", folder + "/") + "}\n"
                        + "cell: {type: lstm, units: 2}\ntraining: {iterations: 1}\n");
        JobConfig job = new ConfigReader().readJob(yaml);
        SequenceData data = job.task().open(DataFiles.of(null, Map.of(), folder, DownloadProgress.NONE));
        AtomicFiles.write(
                folder.resolve(PreparationFile.NAME),
                PreparationFile.content(data).orElseThrow());
        return new Run(job, data, PreparationFile.read(folder));
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static List<INDArray> batches(Run run, NewData data) {
        List<INDArray> batches = new ArrayList<>();
        for (int[] numbers : data.batches(BATCH)) {
            Batch batch = new Batch(
                    run.preparation().shape(),
                    Arrays.stream(numbers).map(data::length).toArray());
            for (int row = 0; row < numbers.length; row++) {
                data.write(numbers[row], batch, row);
            }
            batches.add(batch.toDataSet().getFeatures());
        }
        return batches;
    }

    private static void assertPreparedAsTheTestPart(Run run, NewData read) {
        List<INDArray> own = new ArrayList<>();
        SequenceData data = Objects.requireNonNull(run.data());
        DataSetIterator test = data.test(BATCH);
        while (test.hasNext()) {
            own.add(test.next().getFeatures());
        }
        assertThat(batches(run, read).subList(0, own.size())).isEqualTo(own);
        assertThat(run.preparation().shape()).isEqualTo(data.shape());
        assertThat(run.preparation().labels()).isEqualTo(data.labels());
    }

    private static String lines(String header, int count, IntFunction<String> line) {
        StringBuilder text = new StringBuilder(header);
        for (int i = 0; i < count; i++) {
            text.append(line.apply(i)).append('\n');
        }
        return text.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** Sequences of 2 to 4 steps, one of whose values is missing. */
    private static String steps(int from, int sequences) {
        return lines("id,x,y,class\n", 3 * sequences, i -> {
            int id = from + i / 3;
            String x = i % 5 == 0 ? "" : number(Math.sin(i) * 7 + id);
            return id % 2 == 0 && i % 3 == 2 ? "# short" : id + "," + x + "," + number(i * i) + ",c" + id % 3;
        });
    }

    @Test
    void stepsByTheirNamesWithLabelsOrWithout() throws IOException {
        file("train.csv", steps(0, 12));
        Path test = file("test.csv", steps(100, 7));
        Run run = run("type: sequences, train: $train.csv, test: $test.csv, missing: mean");
        NewData labelled = run.read(test);
        assertPreparedAsTheTestPart(run, labelled);
        assertThat(labelled.isLabelled()).isTrue();
        assertThat(labelled.name(1)).isEqualTo("101");
        assertThat(labelled.actual(1, 0)).containsExactly("c2");

        String other = Files.readString(test)
                .replaceAll("(?m)^([^#,]*),([^,]*),([^,]*),[^,]*$", "$3,$1,$2"); // without labels, in another order
        NewData unlabelled = run.read(file("other.csv", other));
        assertPreparedAsTheTestPart(run, unlabelled);
        assertThat(unlabelled.isLabelled()).isFalse();
        assertThat(unlabelled.actual(0, 0)).containsExactly("");
        assertThat(run.read(file("unknown.csv", Files.readString(test).replace(",c0", ",?")))
                        .actual(2, 0))
                .containsExactly("");
    }

    @Test
    void saysWhatTrainingDidNotHave() throws IOException {
        file("train.csv", steps(0, 12));
        Run run = run("type: sequences, file: $train.csv, missing: mean");
        assertRefused(run, "id,x,z,class\n1,2,3,c1\n", "lacks [y], which the network was trained on, and has [z]");
        assertRefused(run, "id,x,y,more,class\n1,2,3,4,c1\n", "has [more], which training lacked; --ignore");
        assertRefused(run, "id,x,y,more\n1,2,3,4\n", "has [more], which training lacked");
        assertRefused(run, "id,x,y,class\n1,2,3,c9\n", "'c9' is no class of the training part");
        assertRefused(run, "id,x,y,class\n1,2,one,c1\n", "column 'y' must be a number");
        assertRefused(run, "id,x,y,class\n", "has no sequence");
        assertRefused(run, "", "the file is empty");
        assertThatThrownBy(() -> run.read(folder.resolve("none.csv"))).isInstanceOf(DataException.class);
        Path more = file("more.csv", "id,more,x,y\n1,4,2,3\n");
        assertThat(run.read(more, new NewDataOptions(false, List.of("more"), false))
                        .size())
                .isEqualTo(1);
    }

    private void assertRefused(Run run, String text, String said) throws IOException {
        Path file = file("bad.csv", text);
        assertThatThrownBy(() -> run.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(said);
    }

    @Test
    void rowsAndTheStepsThatAreLeftOut() throws IOException {
        file("Toy_TRAIN.tsv", lines("", 20, i -> i % 2 + 1 + "\t" + number(i) + "\t" + number(i * i)));
        Path test = file("Toy_TEST.tsv", "1\t3.5\t2\t7\n2\t1\tNaN\t5\n2\t4\n");
        Run run = run("type: sequences, file: $Toy_TRAIN.tsv, missing: mask-step");
        NewData data = run.read(test);
        assertPreparedAsTheTestPart(run, data);
        assertThat(List.of(data.step(1, 0), data.step(1, 1))).containsExactly(1, 3);
        assertThatThrownBy(() -> run.read(file("plain.tsv", "0.5\t3.5\t2\n1.5\t3\t1\n")))
                .hasMessageContaining("--unlabelled");
        assertThat(run.read(folder.resolve("plain.tsv"), UNLABELLED).length(0)).isEqualTo(3);
    }

    @Test
    void numbersToPredictAtEveryStep() throws IOException {
        IntFunction<String> line = i -> i / 4 + "," + number(i % 7) + "," + number(i * 0.25) + "," + number(i);
        file("train.csv", lines("id,a,u,v\n", 48, line));
        Path test = file("test.csv", lines("id,a,u,v\n", 12, i -> line.apply(i + 100)));
        Run run = run("type: sequences, train: $train.csv, test: $test.csv, targets: [v, u]");
        NewData data = run.read(test);
        assertPreparedAsTheTestPart(run, data);
        assertThat(run.preparation().labels()).containsExactly("v", "u");
        assertThat(data.actual(0, 1)).containsExactly("101.0", "25.25");
        NewData without = run.read(file("new.csv", lines("id,a\n", 4, i -> "1," + i)));
        assertThat(without.isLabelled()).isFalse();
        assertThat(without.actual(0, 0)).containsExactly("", "");
    }

    @Test
    void filesOfCsv() throws IOException {
        for (int i = 0; i < 8; i++) {
            int file = i;
            IntFunction<String> line = step -> number(step + file) + "," + number(file * step) + "," + file % 2;
            file((i < 6 ? "train/" : "test/") + i + ".csv", lines("a,b,label\n", 3 + i % 2, line));
        }
        Run run = run("type: csv, train: $train, test: $test, objective: classify-sequence, header: true, "
                + "targets: [label], classes: 2");
        NewData data = run.read(folder.resolve("test"));
        assertPreparedAsTheTestPart(run, data);
        assertThat(data.name(1)).isEqualTo("7.csv");
        assertThat(data.actual(1, 0)).containsExactly("1");
        NewData one = run.read(file("one.csv", "b,a\n1,2\n3,4\n"));
        assertThat(one.isLabelled()).isFalse();
        assertThat(batches(run, one).get(0).getFloat(0, 0, 0))
                .isEqualTo(batches(run, run.read(file("two.csv", "a,b\n2,1\n")))
                        .get(0)
                        .getFloat(0, 0, 0));
        assertThatThrownBy(() -> run.read(file("three.csv", "a,c\n1,2\n"))).hasMessageContaining("lacks [b]");
    }

    @Test
    void windowsOfASeriesAndTheOneAfterItsEnd() throws IOException {
        IntFunction<String> line = i -> 2000 + i + "," + number(10 + i % 5) + "," + number(Math.cos(i) * 100);
        file("train.csv", lines("year,spots,more\n", 60, line));
        Run run = run("type: series, file: $train.csv, targets: [spots], features: [more], time: year, window: 3,"
                + " horizon: 2");
        NewData data = run.read(file("new.csv", lines("year,spots,more\n", 12, i -> line.apply(i + 48))));
        assertPreparedAsTheTestPart(run, data);
        assertThat(data.size()).isEqualTo(10);
        assertThat(List.of(data.name(0), data.name(9))).containsExactly("2050", "2059");
        assertThat(data.actual(8, 2)).containsExactly("14.0", "");
        assertThat(data.actual(9, 2)).containsExactly("", "");
        assertThat(data.unscaled(1, 0)).isBetween(10.0, 14.0);
        assertThatThrownBy(() -> run.read(file("short.csv", "year,spots,more\n1,2,3\n")))
                .hasMessageContaining("has 1 rows, and a window that is given has 3 steps");
        assertThatThrownBy(() -> run.read(file("less.csv", "year,spots\n1,2\n")))
                .hasMessageContaining("'more'");
    }

    @Test
    void textsWithClasses() throws IOException {
        IntFunction<String> line = i -> (i % 2 == 0 ? "even " : "odd ") + "the number " + i;
        file("train.txt", lines("", 20, line));
        Path test = file("test.txt", lines("", 6, i -> line.apply(i + 15)) + "odd unheard of\n");
        Run run = run("type: documents, train: $train.txt, test: $test.txt, level: word");
        NewData data = run.read(test);
        assertPreparedAsTheTestPart(run, data);
        assertThat(data.name(6)).isEqualTo("7");
        assertThat(data.actual(6, 0)).containsExactly("odd");
        assertThat(run.read(file("new.txt", "a new line\n"), UNLABELLED).length(0))
                .isEqualTo(3);
        assertThatThrownBy(() -> run.read(folder.resolve("new.txt")))
                .hasMessageContaining("got 'a'; --unlabelled takes the lines");
    }

    @Test
    void charactersOfATextAndTheOneAfterItsEnd() throws IOException {
        String text = "To be, or not to be.\nThat is the question.\n".repeat(8);
        file("text.txt", text);
        Run run = run("type: text, file: $text.txt, sequenceLength: 7, testFraction: 0.25");
        int from = text.length() - (int) Math.round(text.length() * 0.25);
        NewData data = run.read(file("new.txt", text.substring(from)));
        assertPreparedAsTheTestPart(run, data);
        assertThat(data.actual(data.size() - 1, data.length(data.size() - 1) - 1))
                .containsExactly("");
        assertThatThrownBy(() -> run.read(file("other.txt", "To be\nor \u00e9")))
                .hasMessageContaining("other.txt:2: the character \u00e9 is none of the 17 that training had");
    }

    @Test
    void sequencesOfWhichNothingIsLearnt() throws IOException {
        Run run = run("type: adding, length: 5, variant: tcn, validationSequences: 2, testSequences: 2");
        assertThat(run.read(file("new.csv", "0.1,1\n0.2,0\n\n0.3,1\n0.4,1\n0.5,0\n"))
                        .length(1))
                .isEqualTo(3);
        assertThatThrownBy(() -> run.read(file("wide.csv", "0.1,1,3\n0.2,0,3\n\n0.3,1,3\n")))
                .hasMessageContaining("has 3 features, and the network was trained on 2");
    }

    @Test
    void namesOfWhichTheLanguageMayBeKnown() throws IOException {
        LanguagesPreparation preparation = new LanguagesPreparation(List.of("a", "b"), List.of("Dutch", "Polish"));
        Run run = new Run(run("type: reber").job(), null, preparation);
        NewData names = run.read(file("names.txt", "abba\n\nzab\tPolish\n"));
        assertThat(List.of(names.name(1), names.actual(1, 0).get(0))).containsExactly("3", "Polish");
        assertThat(names.actual(0, 0)).containsExactly("");
        assertThat(batches(run, names).get(0).getFloat(0, 2, 0)).isEqualTo(1f); // z, which training did not have
        assertThatThrownBy(() -> run.read(file("names.txt", "ab\tSwahili\n"))).hasMessageContaining("got 'Swahili'");
        assertThat(run.read(folder.resolve("names.txt"), UNLABELLED).length(0)).isEqualTo(10);
    }

    @Test
    void imagesInTheOrderOfTrainingsPixels() throws IOException {
        for (String part : List.of("train", "t10k")) {
            images(part, 6);
        }
        for (String by : List.of("pixel, permutation: 3", "row")) {
            Run run = run("type: mnist, folder: $, validationImages: 1, by: " + by);
            NewData images = run.read(folder.resolve("t10k-images-idx3-ubyte"));
            assertPreparedAsTheTestPart(run, images);
            assertThat(images.actual(4, 0)).containsExactly("1");
        }
        Run run = run("type: mnist, folder: $, validationImages: 1");
        Path wide = folder.resolve("wide");
        Files.write(wide, new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 7, 7});
        assertThatThrownBy(() -> run.read(wide)).hasMessageContaining("has images of 1 x 2, and those of training");
    }

    /** Images of 2 x 3 pixels. */
    private void images(String part, int count) throws IOException {
        byte[] head = {0, 0, 8, 3, 0, 0, 0, (byte) count, 0, 0, 0, 2, 0, 0, 0, 3};
        byte[] pixels = Arrays.copyOf(head, head.length + 6 * count);
        byte[] labels = Arrays.copyOf(new byte[] {0, 0, 8, 1, 0, 0, 0, (byte) count}, 8 + count);
        for (int i = 0; i < 6 * count; i++) {
            pixels[head.length + i] = (byte) (i * 37);
            labels[8 + i / 6] = (byte) (i / 6 % 3);
        }
        Files.write(folder.resolve(part + "-images-idx3-ubyte"), pixels);
        Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels);
    }

    @Test
    void isReadStrictly() throws IOException {
        run("type: adding, length: 5, variant: tcn, validationSequences: 2, testSequences: 2");
        Path file = folder.resolve(PreparationFile.NAME);
        String text = Files.readString(file);
        String renamed = text.replace("\"means\"", "\"mean\"");
        for (String bad : List.of("", "[]", "{\"format\": 2}", "{\"format\": 1}", renamed)) {
            Files.writeString(file, bad);
            assertThatThrownBy(() -> PreparationFile.read(folder))
                    .isInstanceOf(RunDirectoryException.class)
                    .hasMessageContaining("preparation.json cannot be used: ");
        }
    }
}
