// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.array;

import io.backflow.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An array of NumPy's, in C order whatever its file has. */
final class NpyArray {

    private static final int ELEMENTS_AT_ONCE = 1 << 13;

    private final String place;
    private final NpyHeader header;
    private final float[] numbers;
    private final String[] texts;

    private NpyArray(String place, NpyHeader header, float[] numbers, String[] texts) {
        this.place = place;
        this.header = header;
        this.numbers = numbers;
        this.texts = texts;
    }

    /**
     * Reads an array.
     *
     * @param place the file, or the array in it, for messages
     * @param available how many bytes there are at most, so that no header can ask for memory that its file does not
     *     fill
     */
    static NpyArray read(String place, InputStream in, long available) throws IOException {
        NpyHeader header = NpyHeader.read(place, in);
        long needed = header.bytes() + (long) header.size() * header.width();
        if (needed > available) {
            throw new DataException(place + ": is cut off: an array of " + header.shape() + " needs " + needed
                    + " bytes, and there are " + available);
        }
        boolean text = header.isText() || header.isWhole();
        NpyArray array = new NpyArray(
                place,
                header,
                header.isText() ? new float[0] : new float[header.size()],
                text && header.shape().size() <= 2 ? new String[header.size()] : new String[0]);
        array.fill(in);
        return array;
    }

    private void fill(InputStream in) throws IOException {
        int size = header.size();
        int[] index = new int[header.shape().size()];
        for (int done = 0; done < size; ) {
            int count = Math.min(ELEMENTS_AT_ONCE, size - done);
            byte[] bytes = in.readNBytes(count * header.width());
            if (bytes.length < count * header.width()) {
                throw new DataException(place + ": is cut off after " + (done + bytes.length / header.width()) + " of "
                        + size + " elements");
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(header.order());
            for (int i = 0; i < count; i++, done++) {
                int position = header.fortran() ? position(index) : done;
                if (header.isText()) {
                    texts[position] = text(bytes, i * header.width());
                } else {
                    set(position, buffer, i * header.width());
                }
            }
        }
        if (in.read() >= 0) {
            throw new DataException(place + ": goes on after its " + size + " elements of " + header.shape());
        }
    }

    /** Returns where an element is in C order, and goes on to the next, the first index fastest. */
    private int position(int[] index) {
        int position = 0;
        for (int i = 0; i < index.length; i++) {
            position = position * header.shape().get(i) + index[i];
        }
        for (int i = 0; i < index.length; i++) {
            if (++index[i] < header.shape().get(i)) {
                break;
            }
            index[i] = 0;
        }
        return position;
    }

    private void set(int position, ByteBuffer buffer, int at) {
        if (header.kind() == 'f') {
            double value = header.width() == 4 ? buffer.getFloat(at) : buffer.getDouble(at);
            if (Double.isInfinite(value) || (!Double.isNaN(value) && Double.isInfinite((float) value))) {
                throw new DataException(place + ": element " + position
                        + " (in C order, from 0) must be within a float's" + " range, got " + value);
            }
            numbers[position] = (float) value;
            return;
        }
        long value = whole(buffer, at);
        numbers[position] = value;
        if (texts.length > 0) {
            texts[position] = header.kind() == 'u' ? Long.toUnsignedString(value) : Long.toString(value);
        }
    }

    private long whole(ByteBuffer buffer, int at) {
        boolean signed = header.kind() == 'i';
        return switch (header.width()) {
            case 1 -> signed ? buffer.get(at) : buffer.get(at) & 0xffL;
            case 2 -> signed ? buffer.getShort(at) : buffer.getShort(at) & 0xffffL;
            case 4 -> signed ? buffer.getInt(at) : buffer.getInt(at) & 0xffffffffL;
            default -> buffer.getLong(at);
        };
    }

    private String text(byte[] bytes, int at) {
        boolean wide = header.kind() == 'U';
        Charset charset = !wide
                ? StandardCharsets.UTF_8
                : Charset.forName(header.order() == ByteOrder.BIG_ENDIAN ? "UTF-32BE" : "UTF-32LE");
        String padded = new String(bytes, at, header.width(), charset);
        int end = padded.indexOf('\0');
        return end < 0 ? padded : padded.substring(0, end);
    }

    /** Returns the array, for messages. */
    String place() {
        return place;
    }

    List<Integer> shape() {
        return header.shape();
    }

    NpyHeader header() {
        return header;
    }

    /** Returns the elements as numbers; none where they are texts. */
    float[] numbers() {
        return numbers;
    }

    /** Returns one element of an array of whole numbers or texts of at most two dimensions. */
    String text(int position) {
        return texts[position];
    }
}
