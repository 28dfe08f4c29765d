// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.music;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.setting.InvalidSettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;

class PianoRollTest {

    private static final String JSON =
            "{\"train\": [[[60, 64], [], [108, 21]], [[60], [61]]], \"valid\": [[[60], [62]]],"
                    + " \"test\": [[[60], [60, 63], [64], [65]]]}";

    @TempDir
    private Path folder;

    private Path json(String text) throws IOException {
        return Files.writeString(folder.resolve("rolls.json"), text);
    }

    private SequenceData open(Path file, int sequenceLength) {
        DataFiles nowhere = new DataFiles(folder, null, (source, target, most, heard) -> {}, DownloadProgress.NONE);
        return new PianoRollConfig(file.toString(), null, sequenceLength).open(nowhere);
    }

    private static void check(SequenceData data) {
        DataSet training = data.training(10, 1).next();
        assertThat(training.getFeatures().shape()).containsExactly(2, 88, 2);
        assertThat(training.getLabelsMaskArray().sumNumber().intValue()).isEqualTo(3);
        int longer = training.getFeatures().getFloat(0, 64 - 21, 0) == 1 ? 0 : 1;
        assertThat(training.getFeatures().getFloat(longer, 60 - 21, 0)).isEqualTo(1);
        assertThat(training.getFeatures().getFloat(longer, 60 - 21, 1)).isZero();
        assertThat(training.getLabels().getFloat(longer, 87, 1)).isEqualTo(1);
        assertThat(training.getLabels().getFloat(longer, 0, 1)).isEqualTo(1);
        assertThat(training.getLabels().getFloat(longer, 0, 0)).isZero();
        assertThat(data.provenance()).containsEntry("trainingSteps", 5L).containsEntry("testSequences", 1);
        assertThat(data.labels()).startsWith("A0").contains("C4").endsWith("C8");
        assertThat(data.labels().get(60 - 21)).isEqualTo("C4");
    }

    @Test
    void readsMidiPitches() throws IOException {
        check(open(json(JSON), 0));
    }

    @Test
    void readsMatlabCells() throws IOException {
        Path file = folder.resolve("rolls.mat");
        try (MatFile mat = Mat5.newMatFile()) {
            mat.addArray("traindata", cells(roll(3, 0, 39, 0, 43, 2, 87, 2, 0), roll(2, 0, 39, 1, 40)));
            mat.addArray("validdata", cells(roll(2, 0, 39)));
            mat.addArray("testdata", cells(roll(4, 0, 39)));
            Mat5.writeToFile(mat, file.toFile());
        }
        check(open(file, 0));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        fails(file, "is damaged or cut off");
    }

    @Test
    void aMatlabFileOfAnotherVersionIsNamed() throws IOException {
        byte[] header = new byte[512];
        byte[] text = "MATLAB 7.3 MAT-file, Platform: GLNXA64".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, 0, text.length);
        Path file = Files.write(folder.resolve("rolls.mat"), header);
        fails(
                file,
                "says 'MATLAB 7.3 MAT-file'; only MATLAB 5 files are read, which MATLAB writes with save(..., '-v7')");
        Files.write(file, new byte[200]);
        fails(file, "has no MATLAB header");
        Files.write(file, new byte[20]);
        fails(file, "it has 20 bytes and no header");
    }

    @Test
    void badRollsAreNamed() throws IOException {
        Path file = folder.resolve("rolls.mat");
        try (MatFile mat = Mat5.newMatFile()) {
            mat.addArray("traindata", cells(Mat5.newMatrix(3, 87)));
            mat.addArray("validdata", cells(roll(2)));
            Mat5.writeToFile(mat, file.toFile());
        }
        fails(file, "traindata{1} must be a matrix of 88 columns, got double of 3 x 87");
        fails(json("{\"train\": [[[60], [20]]], \"valid\": [], \"test\": []}"), "train[0][1] has the MIDI pitch 20");
        fails(json("{\"train\": [[[60], [61]]], \"test\": []}"), "lacks 'valid' and has [train, test]");
        fails(json("{\"train\": [[[60], [61]]], \"valid\": [], \"test\": []}"), "the validation part has no piece");
        fails(json("{\"train\": [[[60]]], \"valid\": [], \"test\": []}"), "piece 1 of the train part has 1 steps");
        fails(json("{\"train\": [[[60"), "is not JSON");
        fails(Files.writeString(folder.resolve("a.txt"), "x"), "are read from .json and .mat files");
    }

    @Test
    void trainingPiecesCanBeCut() throws IOException {
        SequenceData data = open(json(JSON), 1);
        assertThat(data.training(10, 1).next().getFeatures().shape()).containsExactly(3, 88, 1);
        assertThat(data.test(10).next().getFeatures().shape()).containsExactly(1, 88, 3);
    }

    @Test
    void settingsAreChecked() {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> new PianoRollConfig(null, "polyphonic-music", 0))
                .withMessage("file must be one of [JSB_Chorales.mat, Nottingham.mat], got none");
    }

    @Test
    void publishedSetsHaveTheirSizes() {
        String variable = System.getenv(DataFiles.DATA_VARIABLE);
        assumeThat(variable).as("data sets are here").isNotBlank();
        DataFiles files =
                new DataFiles(folder, Path.of(variable), (source, target, most, heard) -> {}, DownloadProgress.NONE);
        for (PianoRollConfig config : new PianoRollConfig[] {
            new PianoRollConfig(null, "jsb-chorales", 0), new PianoRollConfig("JSB_Chorales.mat", "polyphonic-music", 0)
        }) {
            assertThat(config.open(files).provenance())
                    .containsEntry("trainingSequences", 229)
                    .containsEntry("validationSequences", 76)
                    .containsEntry("testSequences", 77)
                    .containsEntry("trainingSteps", 13_807L);
        }
    }

    private void fails(Path file, String message) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(file, 0))
                .withMessageContaining(file.toString())
                .withMessageContaining(message);
    }

    private static Cell cells(Array... pieces) {
        Cell cells = Mat5.newCell(1, pieces.length);
        for (int piece = 0; piece < pieces.length; piece++) {
            cells.set(piece, pieces[piece]);
        }
        return cells;
    }

    /** @param struck steps and keys by turns */
    private static Matrix roll(int steps, int... struck) {
        Matrix matrix = Mat5.newMatrix(steps, 88);
        for (int i = 0; i < struck.length; i += 2) {
            matrix.setDouble(struck[i], struck[i + 1], 1);
        }
        return matrix;
    }
}
