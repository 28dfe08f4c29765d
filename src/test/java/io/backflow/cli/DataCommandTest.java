// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.config.internal.ConfigReader;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed about data, and that the printed task works as it is. */
class DataCommandTest {

    @TempDir
    private Path folder;

    /** Pastes the block into a job, and opens its data. */
    private SequenceData open(String printed) throws IOException {
        String block = printed.substring(printed.indexOf("task:\n"));
        Path job = Files.writeString(
                folder.resolve("job.yaml"), block + "cell: {type: lstm, units: 3}\ntraining: {epochs: 1}\n");
        return new ConfigReader().readJob(job).task().open(DataFiles.of(null, Map.of(), folder, DownloadProgress.NONE));
    }

    private String shown(Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "data";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Cli cli = Cli.run(all);
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.err()).isEmpty();
        return cli.out();
    }

    private static String rows(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i % 2 + 1)
                    .append('\t')
                    .append(i)
                    .append(".5\t")
                    .append(i * i)
                    .append('\n');
        }
        return text.toString();
    }

    @Test
    void showsRowsAndTheirTestPart() throws IOException {
        Path train = Files.writeString(folder.resolve("Toy_TRAIN.tsv"), rows(20) + "1\tNaN\t3\n");
        Files.writeString(folder.resolve("Toy_TEST.tsv"), rows(4) + "2\t100\t7\t8\tNaN\n");
        String out = shown(train);

        assertThat(out)
                .containsPattern("delimiter +tab")
                .containsPattern("\n  sequences +21\n")
                .containsPattern("\n  lengths +2 steps\n")
                .containsPattern("test lengths +min 2, median 2, max 3 steps")
                .containsPattern("missing values +1 in 1 sequence, first in line 21, column 1")
                .containsPattern("\n  labels +2: 1 \\(11\\), 2 \\(10\\)")
                .containsPattern("in both parts +4 of the test part: line 1 = line 1, line 2 = line 2")
                .contains("  missing: interpolate   # or mask-step, carry-forward, mean\n");
        assertThat(open(out).provenance()).containsEntry("testSequences", 5).containsEntry("classes", "1, 2");
    }

    @Test
    void showsTheLongFormWhateverItsOrder() throws IOException {
        StringBuilder text = new StringBuilder("case,t,x,flat,label\n");
        for (int t = 0; t < 3; t++) {
            for (int i = 0; i < 12; i++) {
                text.append("%d,%d,%d,5,%s\n".formatted(i, t, i * t, i % 2 == 0 ? "Yes" : "no, never"));
            }
        }
        Path file = Files.writeString(
                folder.resolve("a \"quoted\" name.csv"), text.toString().replace("no, never", "\"no, never\""));
        String out = shown(file);

        assertThat(out)
                .containsPattern("order +not that of sequences and times: sorted")
                .containsPattern("constant +flat \\(5\\)")
                .containsPattern("labels +2: Yes \\(6\\), no, never \\(6\\)")
                .contains("  order: sort\n");
        assertThat(open(out).labels()).containsExactly("Yes", "no, never");
    }

    @Test
    void showsSeveralFilesOfOtherForms() throws IOException {
        StringBuilder ts = new StringBuilder("@problemName Toy\n@targetLabel true\n@data\n");
        StringBuilder blocks = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            ts.append("1,2,%d:0.%d\n".formatted(i, i + 1));
            blocks.append("%d 1.5\n2 2.5\n\n".formatted(i));
        }
        Path series = Files.writeString(folder.resolve("toy.ts"), ts);
        Path vowels = Files.writeString(folder.resolve("vowels.train"), blocks);
        Path labels = Files.writeString(folder.resolve("labels.txt"), "6 6\n");

        String ofSeries = shown(series);
        assertThat(ofSeries).containsPattern("to predict: target +from 0.1 to 0.9");
        assertThat(open(ofSeries).objective()).isEqualTo(SequenceData.Objective.REGRESS_SEQUENCE);
        String ofVowels = shown("--labels", labels, vowels);
        assertThat(ofVowels).containsPattern("between sequences +an empty line");
        assertThat(open(ofVowels).labels()).containsExactly("1", "2");
        assertThat(shown("--labels", labels, vowels, vowels).split("form: blocks\n"))
                .hasSize(3);
    }

    @Test
    void labelsThatAreNumbersToPredictAreNoClasses() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            text.append("0,%d5;1,5;%d\n".formatted(i, i));
        }
        Path file = Files.writeString(folder.resolve("masses.csv"), text);
        String out = shown("--label", "first", file);
        assertThat(out).containsPattern("to predict: label +from 0.05 to 0.95").doesNotContain("labels  ");
        assertThat(open(out).objective()).isEqualTo(SequenceData.Objective.REGRESS_SEQUENCE);
    }

    @Test
    void saysWhatIsStillToBeSaid() throws IOException {
        Path unlabelled = Files.writeString(folder.resolve("rows.txt"), "0.1 0.2 0.3\n0.4 0.5 0.6\n");
        Cli cli = Cli.run("data", unlabelled);
        assertThat(cli.code()).isEqualTo(ExitCode.DATA);
        assertThat(cli.out()).containsPattern("classes +none: no labels");
        assertThat(cli.err())
                .contains("As it is, this task does not open: ", "has no labels; label: COLUMN or targets");

        assertThat(Cli.run("data", unlabelled, "--form", "rowz"))
                .satisfies(wrong -> assertThat(wrong.err())
                        .containsPattern(
                                "--form must be auto or one of \\[[a-z, -]*ts, files, long[a-z, -]*], got 'rowz'"))
                .extracting(Cli::code)
                .isEqualTo(ExitCode.USAGE);
        assertThat(Cli.run("data", folder.resolve("none")).code()).isEqualTo(ExitCode.DATA);
    }

    @Test
    void showsATextAndAFolderOfTexts() throws IOException {
        Path text = Files.writeString(
                folder.resolve("input.txt"),
                "To be, or not to be.\nThat is the question.\n\nThat is the question.\n".repeat(30));
        String out = shown(text);
        assertThat(out)
                .contains("a text (type: text), since it is UTF-8")
                .containsPattern("characters +1,980, of which 17 are different")
                .containsPattern("words +420, of which 10 are different")
                .containsPattern("lines +90 that are not blank")
                .containsPattern("duplicates +88 lines");
        assertThat(open(out).provenance()).isNotEmpty();

        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        for (String part : new String[] {"train", "valid", "test"}) {
            Files.copy(text, corpus.resolve("ptb." + part + ".txt"));
        }
        String ofCorpus = shown(corpus);
        assertThat(ofCorpus).containsPattern("valid words +420").contains("  level: word\n");
        assertThat(open(ofCorpus).provenance()).isNotEmpty();
    }

    @Test
    void showsTextsWithLabels() throws IOException {
        StringBuilder trec = new StringBuilder();
        StringBuilder tabs = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            trec.append(i % 2 == 0 ? "DESC:manner How did number " : "HUM:ind Who was caf\u00e9 ")
                    .append(i)
                    .append(" end ?\n");
            tabs.append("The film number ")
                    .append(i)
                    .append(" was fine\t")
                    .append(i % 2)
                    .append('\n');
        }
        Path questions =
                Files.write(folder.resolve("train.label"), trec.toString().getBytes(StandardCharsets.ISO_8859_1));
        String ofQuestions = shown(questions);
        assertThat(ofQuestions)
                .containsPattern("classes +2: DESC \\(15\\), HUM \\(15\\)")
                .containsPattern("encoding +not UTF-8: taken for ISO 8859-1")
                .contains("  labelUntil: \":\"\n", "  encoding: iso-8859-1\n");
        assertThat(open(ofQuestions).labels()).containsExactly("DESC", "HUM");

        String ofFilms = shown(Files.writeString(folder.resolve("films.txt"), tabs));
        assertThat(ofFilms).contains("  label: last\n").containsPattern("classes +2: 0 \\(15\\), 1 \\(15\\)");
        assertThat(open(ofFilms).labels()).containsExactly("0", "1");

        Path names = Files.createDirectory(folder.resolve("names"));
        Files.writeString(names.resolve("Arabic.txt"), "Khoury\nNahas\nDaher\nDaher\nGerges\nNazari\nMaalouf\n");
        Files.writeString(names.resolve("Czech.txt"), "Abl\nAdsit\nDaher\nAjdrna\nAlt\nAntonowitsch\nBenes\n");
        String ofNames = shown(names);
        assertThat(ofNames)
                .containsPattern("classes +2: Arabic \\(7\\), Czech \\(7\\)")
                .containsPattern("duplicates +1 texts are there before with the same label, 1 have more than one");
        assertThat(open(ofNames).labels()).containsExactly("Arabic", "Czech");
    }

    @Test
    void showsTheTestPartOfTextsWithLabels() throws IOException {
        Path train = Files.writeString(folder.resolve("films_train.txt"), """
                fine\tThe first film was good
                poor\tThe second film was bad
                fine\tThe third film was good
                poor\tThe last film was bad
                """);
        Path test = Files.writeString(folder.resolve("films_test.txt"), """
                fine\tA film like no other
                poor\tThe last film was bad
                poor\tThe first film was good
                """);
        String beside = shown(train);
        assertThat(beside)
                .containsPattern("test part +" + test + "\n")
                .containsPattern("test texts +3\n")
                .containsPattern(
                        "in both parts +2 texts are in the training part too: line 4 = line 2, line 1 = line 3")
                .contains("  test: " + test + "\n");
        Files.move(test, folder.resolve("other.txt"));
        assertThat(shown("--test", folder.resolve("other.txt"), train))
                .isEqualTo(beside.replace(
                        test.toString(), folder.resolve("other.txt").toString()));
        assertThat(shown(train)).doesNotContain("in both parts");
    }

    @Test
    void takesNoBinaryFileAndNoTableForAText() throws IOException {
        byte[] bytes = new byte[4000];
        new Random(1).nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == 0 ? (byte) '\n' : bytes[i];
        }
        Path noise = Files.write(folder.resolve("noise.txt"), bytes);
        Path table = Files.writeString(folder.resolve("table.csv"), "a,b\nx,y\nz,w\n");
        Path columns = Files.writeString(folder.resolve("columns.txt"), "x y\n1 2\n3 4\n");
        for (Path file : new Path[] {noise, table, columns}) {
            assertThat(Cli.run("data", file).code()).as("%s", file).isEqualTo(ExitCode.DATA);
        }
    }

    @Test
    void aFolderOfLabelledLinesInThreePartsIsToldFromACorpus() throws IOException {
        Path parts = Files.createDirectory(folder.resolve("questions"));
        Files.writeString(parts.resolve("train.txt"), """
                DESC:manner How did serfdom develop ?
                HUM:ind Who was the first ?
                DESC:def What is a hull ?
                HUM:ind Who was the last ?
                """);
        Files.writeString(parts.resolve("valid.txt"), "HUM:ind Who was the last ?\n");
        Files.writeString(parts.resolve("test.txt"), "DESC:def What is it ?\nHUM:gr Who are they ?\n");
        Cli shown = Cli.run("data", parts);
        assertThat(shown.err()).isEmpty();
        assertThat(shown.code()).isZero();
        assertThat(shown.out())
                .contains("one text with a label a line")
                .containsPattern("valid in train +1 text is in the training part too: line 4 = line 1\n")
                .containsPattern("test in train +no text")
                .contains("type: documents", "validation: ", "test: ", "labelUntil: \":\"");
        Files.writeString(parts.resolve("test.txt"), "What is it ?\n");
        assertThat(Cli.run("data", parts).out()).contains("type: text");
    }
}
