// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.array;

import io.backflow.data.DataException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a {@code .npy} file, versions 1.0, 2.0 and 3.0.
 *
 * @param kind what its elements are: {@code f} float, {@code i} signed, {@code u} unsigned, {@code b} truth, {@code U}
 *     and {@code S} text
 * @param width bytes of an element
 * @param order of the bytes of an element
 * @param fortran whether the first index runs fastest
 * @param shape sizes of its dimensions
 * @param bytes length of the header
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>
 */
record NpyHeader(char kind, int width, ByteOrder order, boolean fortran, List<Integer> shape, long bytes) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER = 1 << 20;
    private static final int CHARACTER = 4;
    private static final Pattern KIND = Pattern.compile("'descr':\\s*'([<>|=]?)([A-Za-z])(\\d*)[^']*'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, L]*)\\)");

    /** Whether a file begins as such a file does. */
    static boolean begins(byte[] head) {
        return head.length >= MAGIC.length && Arrays.equals(MAGIC, 0, MAGIC.length, head, 0, MAGIC.length);
    }

    /**
     * Reads the header, so that the elements are next.
     *
     * @param place the file, or the array in it, for messages
     * @throws DataException if it is none, or of elements that are no numbers or texts
     */
    static NpyHeader read(String place, InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        byte[] start = in.readNBytes(MAGIC.length + 2);
        if (!begins(start) || start.length < MAGIC.length + 2) {
            throw new DataException(place + ": is no .npy array");
        }
        int major = start[MAGIC.length];
        if (major < 1 || major > 3) {
            throw new DataException(place + ": has version " + major + "." + start[MAGIC.length + 1]
                    + " of the .npy form; 1.0, 2.0 and 3.0 are read");
        }
        int fields = major == 1 ? 2 : 4;
        long length = 0;
        byte[] size = in.readNBytes(fields);
        for (int i = size.length - 1; i >= 0; i--) {
            length = length << 8 | (size[i] & 0xff);
        }
        byte[] text = length > MAX_HEADER ? new byte[0] : in.readNBytes((int) length);
        if (size.length < fields || text.length < length) {
            throw new DataException(place + ": is cut off in its header");
        }
        return parse(place, new String(text, StandardCharsets.UTF_8), start.length + fields + length);
    }

    private static NpyHeader parse(String place, String text, long bytes) {
        Matcher kind = KIND.matcher(text);
        Matcher order = ORDER.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!kind.find()) {
            throw new DataException(place + ": has records in place of numbers, or no 'descr': " + text.strip());
        }
        if (!order.find() || !shape.find()) {
            throw new DataException(place + ": has a header that is not NumPy's: " + text.strip());
        }
        char element = kind.group(2).charAt(0);
        if (element == 'O') {
            throw new DataException(
                    place + ": has pickled objects, which may run any program when they are read, and are"
                            + " refused; save an array of numbers: np.save(file, a.astype('float32'),"
                            + " allow_pickle=False)");
        }
        int width = kind.group(3).isEmpty() ? 1 : Integer.parseInt(kind.group(3));
        boolean text4 = element == 'U';
        boolean known = text4
                || element == 'S'
                || (element == 'f' && (width == 4 || width == 8))
                || (element == 'b' && width == 1)
                || ((element == 'i' || element == 'u') && (width == 1 || width == 2 || width == 4 || width == 8));
        if (!known || width < 1 || width > MAX_HEADER) {
            throw new DataException(place + ": has elements of type '" + element + kind.group(3)
                    + "'; f4, f8, i1 to i8, u1 to u8, b1 and texts are read");
        }
        ByteOrder bytesOrder = kind.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NpyHeader(
                element,
                text4 ? width * CHARACTER : width,
                bytesOrder,
                order.group(1).equals("True"),
                shape(place, shape.group(1)),
                bytes);
    }

    private static List<Integer> shape(String place, String text) {
        List<Integer> shape = new ArrayList<>();
        long size = 1;
        for (String part : text.replace("L", "").split(",", -1)) {
            if (!part.isBlank()) {
                String digits = part.strip();
                long each = digits.length() > 10 ? Long.MAX_VALUE : Long.parseLong(digits);
                size = each > Integer.MAX_VALUE || size * each > Integer.MAX_VALUE - 8 ? Long.MAX_VALUE : size * each;
                if (size == Long.MAX_VALUE) {
                    throw new DataException(place + ": has the shape (" + text + "), more than fits in one array");
                }
                shape.add((int) each);
            }
        }
        return List.copyOf(shape);
    }

    /** Returns the number of elements. */
    int size() {
        return shape.stream().reduce(1, (a, b) -> a * b);
    }

    /** Whether the elements are whole numbers or truths. */
    boolean isWhole() {
        return kind == 'i' || kind == 'u' || kind == 'b';
    }

    /** Whether the elements are texts. */
    boolean isText() {
        return kind == 'U' || kind == 'S';
    }
}
