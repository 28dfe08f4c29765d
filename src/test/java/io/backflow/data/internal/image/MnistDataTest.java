// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class MnistDataTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        images("train", 5, true);
        images("t10k", 2, false);
    }

    /** Image i of n has 2 rows of 3 pixels, of which pixel p is 10 i + p, and the label i. */
    private void images(String part, int count, boolean packed) throws IOException {
        byte[] pixels = new byte[count * 6];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) i;
            for (int pixel = 0; pixel < 6; pixel++) {
                pixels[6 * i + pixel] = (byte) (10 * i + pixel);
            }
        }
        write(part + "-images-idx3-ubyte" + (packed ? ".gz" : ""), idx(0x0803, pixels, count, 2, 3));
        write(part + "-labels-idx1-ubyte" + (packed ? ".gz" : ""), idx(0x0801, labels, count));
    }

    private static byte[] idx(int magic, byte[] content, int... shape) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(magic);
        for (int size : shape) {
            out.writeInt(size);
        }
        out.write(content);
        return bytes.toByteArray();
    }

    private Path write(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(bytes) : bytes) {
            out.write(content);
        }
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private SequenceData open(MnistConfig.By by, @Nullable Long permutation) {
        DataFiles nowhere = new DataFiles(folder, null, (source, target, most, heard) -> {}, DownloadProgress.NONE);
        return new MnistConfig(by, permutation, folder.toString(), 0, 2, 0).open(nowhere);
    }

    @Test
    void readsRows() {
        SequenceData data = open(MnistConfig.By.ROW, null);
        INDArray test = data.test(9).next().getFeatures();
        assertThat(test.shape()).containsExactly(2, 3, 2);
        assertThat(test.getFloat(1, 2, 1)).isEqualTo(15 / 255f);
        assertThat(data.labels()).containsExactly("0", "1", "2", "3", "4");
        assertThat(data.training(9, 1).next().numExamples()).isEqualTo(3);
        assertThat(data.validation(9).next().getLabels().getFloat(0, 3)).isEqualTo(1);
    }

    @Test
    void readsPixelsInOneOrderForAll() {
        INDArray plain = open(MnistConfig.By.PIXEL, null).test(9).next().getFeatures();
        assertThat(plain.shape()).containsExactly(2, 1, 6);
        INDArray permuted = open(MnistConfig.By.PIXEL, 5L).test(9).next().getFeatures();
        int[] order = MnistData.order(6, 5L);
        assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5).isNotEqualTo(new int[] {0, 1, 2, 3, 4, 5});
        for (int step = 0; step < 6; step++) {
            assertThat(permuted.getFloat(1, 0, step)).isEqualTo(plain.getFloat(1, 0, order[step]));
        }
        // No JDK and no version may change what a seed means.
        assertThat(Arrays.copyOf(MnistData.order(784, 92L), 6)).containsExactly(102, 508, 666, 659, 95, 40);
    }

    @Test
    void aWrongMagicNumberIsNamed() throws IOException {
        Path file = write("t10k-images-idx3-ubyte", idx(0x0801, new byte[2], 2));
        fails(
                file,
                "the magic number must be 0x00000803 (unsigned bytes, 3 dimensions), got 0x00000801; are images and"
                        + " labels mixed up?");
        write("t10k-images-idx3-ubyte", idx(0x0D03, new byte[2], 2));
        fails(file, "got 0x00000D03");
    }

    @Test
    void truncatedGzipIsNamed() throws IOException {
        Path file = folder.resolve("train-images-idx3-ubyte.gz");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 12));
        fails(file, "is damaged or cut off");
        Files.write(file, Arrays.copyOf(whole, 5));
        fails(file, "is damaged or cut off");
    }

    @Test
    void filesThatAreCutOffOrGoOnOrDisagreeAreNamed() throws IOException {
        Path file = write("t10k-images-idx3-ubyte", idx(0x0803, new byte[11], 2, 2, 3));
        fails(file, "is cut off: [2, 2, 3] needs 12 bytes, and there are 11");
        write("t10k-images-idx3-ubyte", idx(0x0803, new byte[13], 2, 2, 3));
        fails(file, "goes on after the 12 bytes");
        write("t10k-images-idx3-ubyte", idx(0x0803, new byte[0], 2, 70_000, 70_000));
        fails(file, "has a size that cannot be");
        write("t10k-images-idx3-ubyte", idx(0x0803, new byte[18], 3, 2, 3));
        fails(folder.resolve("t10k-labels-idx1-ubyte"), "has 2 labels, and " + file + " has 3 images");
        write("t10k-images-idx3-ubyte", idx(0x0803, new byte[12], 2, 3, 2));
        fails(file, "has images of [3, 2], and those of training are [2, 3]");
        write("t10k-images-idx3-ubyte", idx(0x0803, new byte[12], 2, 2, 3));
        write("t10k-labels-idx1-ubyte", idx(0x0801, new byte[] {0, 9}, 2));
        fails(folder.resolve("t10k-labels-idx1-ubyte"), "label 2 is 9, a class that training lacks");
    }

    @Test
    void isRecognised() {
        Path file = folder.resolve("t10k-images-idx3-ubyte");
        IdxFormat format = new IdxFormat();
        assertThat(format.recognises(Look.at(file))).contains("its magic number is 0x00000803");
        assertThat(format.read(file, ReadSettings.NONE).sequences().get(1).label())
                .isEqualTo("1");
        assertThat(format.ownTask(file, ReadSettings.NONE))
                .containsEntry("type", "mnist")
                .containsEntry("folder", folder.toString());
    }

    private void fails(Path file, String message) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(MnistConfig.By.ROW, null))
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(message);
    }
}
