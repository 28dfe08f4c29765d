// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.document.DocumentsConfig.Encoding;
import io.backflow.data.internal.document.DocumentsConfig.Label;
import io.backflow.data.internal.text.NoData;
import io.backflow.data.internal.text.TextLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.slf4j.LoggerFactory;

class DocumentsTest {

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static SequenceData words(
            Path train, @Nullable Path test, Label label, @Nullable String separator, @Nullable String until) {
        return new DocumentsConfig(
                        train.toString(),
                        test == null ? null : test.toString(),
                        test == null ? null : test.toString(),
                        .1,
                        .1,
                        TextLevel.WORD,
                        label,
                        separator,
                        until,
                        Encoding.UTF_8,
                        4,
                        1,
                        100)
                .open(new NoData());
    }

    private static SequenceData characters(String train, NoData environment) {
        return new DocumentsConfig(
                        train,
                        null,
                        null,
                        .2,
                        .2,
                        TextLevel.CHARACTER,
                        Label.FIRST,
                        null,
                        null,
                        Encoding.UTF_8,
                        9,
                        1,
                        99)
                .open(environment);
    }

    /** Returns each sequence as its words and its class. */
    private static List<String> read(DataSetIterator iterator, List<String> tokens, List<String> classes) {
        List<String> read = new ArrayList<>();
        while (iterator.hasNext()) {
            DataSet batch = iterator.next();
            for (int row = 0; row < batch.numExamples(); row++) {
                StringBuilder text = new StringBuilder();
                for (int step = 0; step < batch.getFeatures().size(2); step++) {
                    for (int token = 0; token < tokens.size(); token++) {
                        if (batch.getFeatures().getFloat(row, token, step) == 1f) {
                            text.append(tokens.get(token)).append(' ');
                        }
                    }
                }
                read.add(text
                        + classes.get(batch.getLabels().getRow(row).argMax().getInt(0)));
            }
        }
        return read;
    }

    @Test
    void readsLinesOfTrec() throws IOException {
        Path train = file("train", "DESC:manner How did it ?\nHUM:ind Who did it so often ?\n\nDESC:def How ?\n");
        Path test = file("test", "HUM:gr Who is it ?\n");
        SequenceData data = words(train, test, Label.FIRST, null, ":");
        assertThat(data.labels()).containsExactly("DESC", "HUM");
        List<String> tokens = List.of("?", "How", "did", "it", "Who", "so", "<unk>");
        assertThat(read(data.test(9), tokens, data.labels())).hasSize(1);
        assertThat(data.provenance())
                .containsEntry("classes", 2)
                .containsEntry("textsCut", 1L)
                .containsEntry("trainingSequences", 3)
                .containsEntry("unknownShareOfTest", 0.25);
    }

    @Test
    void readsLabelsBehindASeparator() throws IOException {
        Path train = file("train", "good film\tvery good\nbad one\tbad\n");
        SequenceData data = words(train, train, Label.LAST, "\t", null);
        assertThat(data.labels()).containsExactly("bad", "very good");
    }

    /** Under another label too, as a name of two nations is. */
    @Test
    void warnsOfTextsInBothParts() throws IOException {
        Path train = file("train", "A one\nB two\nA three\nB four\n");
        Logger logger = (Logger) LoggerFactory.getLogger(DocumentReader.class);
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        logger.addAppender(said);
        try {
            words(train, file("other", "A five\n"), Label.FIRST, null, null);
            words(train, file("test", "B three\nA five\nB two\n"), Label.FIRST, null, null);
        } finally {
            logger.detachAppender(said);
        }
        assertThat(said.list.stream().map(ILoggingEvent::getFormattedMessage))
                .containsExactly(train + ": of the test part 2 texts are in the training part too: line 3 = line 1,"
                        + " line 2 = line 3");
    }

    @Test
    void splitsAFolderOfClassesAndLeavesOutDuplicates() throws IOException {
        String ten = IntStream.range(0, 10).mapToObj(i -> "name" + i + "\n").collect(Collectors.joining());
        Files.createDirectory(folder.resolve("names"));
        file("names/Dutch.txt", ten + "name3\n");
        file("names/Greek.txt", ten.replace("name", "ονομα"));
        file("names/.hidden", "x\n");
        SequenceData data = characters("names", new NoData(folder));
        assertThat(data.labels()).containsExactly("Dutch", "Greek");
        assertThat(data.provenance())
                .containsEntry("duplicatesLeftOut", 1)
                .containsEntry("trainingSequences", 12)
                .containsEntry("validationSequences", 4)
                .containsEntry("testSequences", 4);
        assertThat(data.test(9).next().getLabels().sum(0).toDoubleVector()).containsExactly(2, 2);
    }

    @Test
    void readsWesternEuropean() throws IOException {
        Path train = folder.resolve("latin");
        Files.write(train, "A caf\u00e9\nB tea\n".getBytes(StandardCharsets.ISO_8859_1));
        String named = train.toString();
        SequenceData data = new DocumentsConfig(
                        named,
                        named,
                        named,
                        .1,
                        .1,
                        TextLevel.WORD,
                        Label.FIRST,
                        null,
                        null,
                        Encoding.ISO_8859_1,
                        9,
                        1,
                        9)
                .open(new NoData());
        assertThat(data.inputs()).isEqualTo(3);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> words(train, train, Label.FIRST, null, null))
                .withMessage(train + ":1: not UTF-8: byte 0xE9 at offset 5 of the file");
    }

    @Test
    void namesTheLineThatIsWrong() throws IOException {
        Path train = file("train", "A one\nB two\n");
        refuses(
                train,
                file("bare", "A one\nB\n"),
                ":2: must have a label and a text with a blank between them, got \"B\"");
        refuses(train, file("new", "A one\n\nC two\n"), ":3: the class must be one that training has, [A, B], got 'C'");
        refuses(train, file("blank", " \n"), ": has no text");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> words(file("one", "A one\nA two\n"), train, Label.FIRST, null, null))
                .withMessageEndingWith("one: must have at least two classes, got [A]");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> characters(train.toString(), new NoData()))
                .withMessage(train + ": leaves no text for validation");
    }

    private static void refuses(Path train, Path test, String message) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> words(train, test, Label.FIRST, null, null))
                .withMessage(test + message);
    }
}
