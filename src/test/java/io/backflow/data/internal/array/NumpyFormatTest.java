// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.RawSequences.Asked;
import io.backflow.data.internal.raw.ReadSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as NumPy writes them, byte by byte. */
class NumpyFormatTest {

    @TempDir
    private Path folder;

    private static byte[] npy(int major, String descr, boolean fortran, String shape, byte[] elements) {
        String header = "{'descr': " + descr + ", 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
                + shape + ", }\n";
        int fields = major == 1 ? 2 : 4;
        ByteBuffer bytes = ByteBuffer.allocate(8 + fields + header.length() + elements.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) major)
                .put((byte) 0);
        if (major == 1) {
            bytes.putShort((short) header.length());
        } else {
            bytes.putInt(header.length());
        }
        return bytes.put(header.getBytes(StandardCharsets.UTF_8)).put(elements).array();
    }

    /** The numbers 0, 1, 2 ... of a type. */
    private static byte[] counting(int count, char kind, int width, ByteOrder order) {
        ByteBuffer bytes = ByteBuffer.allocate(count * width).order(order);
        for (int i = 0; i < count; i++) {
            if (kind == 'f' && width == 4) {
                bytes.putFloat(i);
            } else if (kind == 'f') {
                bytes.putDouble(i);
            } else if (width == 1) {
                bytes.put((byte) i);
            } else if (width == 2) {
                bytes.putShort((short) i);
            } else if (width == 4) {
                bytes.putInt(i);
            } else {
                bytes.putLong(i);
            }
        }
        return bytes.array();
    }

    private RawSequences read(String name, byte[] content) throws IOException {
        return new NumpyFormat().read(Files.write(folder.resolve(name), content), ReadSettings.NONE);
    }

    private Path npz(String name, Object... namesAndArrays) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndArrays.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndArrays[i] + ".npy"));
                zip.write((byte[]) namesAndArrays[i + 1]);
                zip.closeEntry();
            }
        }
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<f4", ">f4", "<f8", ">f8", "|i1", "|u1", "<i2", ">u2", "<i4", ">i4", "<u4", "<i8", ">u8"})
    void readsEveryTypeOfNumber(String descr) throws IOException {
        ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        byte[] elements = counting(12, descr.charAt(1), descr.charAt(2) - '0', order);
        for (int major = 1; major <= 3; major++) {
            RawSequences read = read("a.npy", npy(major, "'" + descr + "'", false, "(2, 3, 2)", elements));
            assertThat(read.asked()).isEqualTo(Asked.NOTHING);
            assertThat(read.sequences()).hasSize(2);
            assertThat(read.sequences().get(1).values()).containsExactly(6, 7, 8, 9, 10, 11);
            assertThat(read.features()).hasSize(2);
        }
    }

    @Test
    void readsFortranOrder() throws IOException {
        // Element [i, j, k] of shape (2, 3, 2) is the (i + 2 j + 6 k)-th.
        RawSequences read =
                read("a.npy", npy(1, "'<f4'", true, "(2, 3, 2)", counting(12, 'f', 4, ByteOrder.LITTLE_ENDIAN)));
        assertThat(read.sequences().get(1).value(2, 1)).isEqualTo(1 + 4 + 6);
        assertThat(read.sequences().get(0).values()).containsExactly(0, 6, 2, 8, 4, 10);
    }

    @Test
    void twoDimensionsAreOneFeature() throws IOException {
        RawSequences read =
                read("a.npy", npy(1, "'<f4'", false, "(2, 3)", counting(6, 'f', 4, ByteOrder.LITTLE_ENDIAN)));
        assertThat(read.sequences().get(1).features()).isOne();
        assertThat(read.sequences().get(1).steps()).isEqualTo(3);
    }

    @Test
    void readsLabelsAndLengths() throws IOException {
        byte[] x = npy(1, "'<f4'", false, "(2, 3, 1)", counting(6, 'f', 4, ByteOrder.LITTLE_ENDIAN));
        byte[] lengths = npy(1, "'|u1'", false, "(2,)", new byte[] {2, 3});
        byte[] texts = npy(
                1,
                "'<U2'",
                false,
                "(2,)",
                "no\0\0".replace("\0\0", "").concat("y\0").getBytes(Charset.forName("UTF-32LE")));
        RawSequences read =
                new NumpyFormat().read(npz("a.npz", "x", x, "y", texts, "lengths", lengths), ReadSettings.NONE);
        assertThat(read.asked()).isEqualTo(Asked.LABEL);
        assertThat(read.sequences()).extracting(RawSequence::label).containsExactly("no", "y");
        assertThat(read.sequences()).extracting(RawSequence::steps).containsExactly(2, 3);

        byte[] steps = npy(1, "'<i4'", false, "(2, 3)", counting(6, 'i', 4, ByteOrder.LITTLE_ENDIAN));
        RawSequences each = new NumpyFormat().read(npz("b.npz", "X_train", x, "y_train", steps), ReadSettings.NONE);
        assertThat(each.asked()).isEqualTo(Asked.STEP_LABELS);
        assertThat(each.sequences().get(1).stepLabels()).containsExactly("3", "4", "5");

        byte[] targets = npy(1, "'<f4'", false, "(2, 2)", counting(4, 'f', 4, ByteOrder.LITTLE_ENDIAN));
        Files.write(folder.resolve("y.npy"), targets);
        RawSequences beside = read("x.npy", x);
        assertThat(beside.asked()).isEqualTo(Asked.TARGETS);
        assertThat(beside.sequences().get(1).targets()).containsExactly(2, 3);
        assertThat(beside.targets()).hasSize(2);
    }

    @Test
    void pickledObjectsAreRefused() throws IOException {
        byte[] x = npy(1, "'|O'", false, "(2, 3)", new byte[100]);
        fails(npz("a.npz", "x", x), "array 'x': has pickled objects, which may run any program when they are read");
        fails(Files.write(folder.resolve("a.npy"), x), "has pickled objects");
    }

    @Test
    void whatIsNoArrayOfNumbersIsNamed() throws IOException {
        byte[] six = counting(6, 'f', 4, ByteOrder.LITTLE_ENDIAN);
        byte[] whole = npy(1, "'<f4'", false, "(2, 3)", six);
        fails(write(Arrays.copyOf(whole, whole.length - 1)), "is cut off: an array of [2, 3] needs");
        fails(write(Arrays.copyOf(whole, 20)), "is cut off in its header");
        fails(write(Arrays.copyOf(whole, whole.length + 1)), "goes on after its 6 elements");
        fails(write(npy(1, "'<f4'", false, "(6,)", six)), "got the shape [6]");
        fails(write(npy(1, "'<c8'", false, "(1, 3)", six)), "has elements of type 'c8'");
        fails(write(npy(1, "[('a', '<f4')]", false, "(2, 3)", six)), "has records in place of numbers");
        fails(write(npy(4, "'<f4'", false, "(2, 3)", six)), "has version 4.0");
        fails(write(npy(1, "'<f4'", false, "(2000000, 3000000)", six)), "more than fits in one array");
        fails(npz("a.npz", "foo", whole), "has the arrays [foo]; the values");
        fails(npz("a.npz", "x", whole, "y", npy(1, "'|i1'", false, "(3,)", new byte[3])), "a label for each of the 2");
        fails(
                npz("a.npz", "x", whole, "lengths", npy(1, "'|i1'", false, "(2,)", new byte[] {1, 4})),
                "the length of sequence 1 must be between 1 and 3, got 4");
        fails(Files.writeString(folder.resolve("b.npz"), "no archive"), "is no .npz archive");
        ByteBuffer infinite = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        infinite.putFloat(4, Float.POSITIVE_INFINITY);
        fails(write(npy(1, "'<f4'", false, "(2, 3)", infinite.array())), "element 1 (in C order, from 0)");
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("a.npy"), content);
    }

    @Test
    void isRecognisedByItsBeginning() throws IOException {
        byte[] array = npy(1, "'<f4'", false, "(1, 1)", new byte[4]);
        assertThat(new NumpyFormat().recognises(Look.at(Files.write(folder.resolve("noname"), array))))
                .isPresent();
        assertThat(new NumpyFormat().recognises(Look.at(npz("a.npz", "x", array))))
                .isPresent();
    }

    private static void fails(Path file, String message) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new NumpyFormat().read(file, ReadSettings.NONE))
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(message);
    }
}
