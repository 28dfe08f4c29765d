// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** A text as its UTF-8 bytes, which take a quarter of the memory of its characters as numbers. */
public final class Utf8Text {

    private final byte[] bytes;
    private final int from;

    /** @param bytes valid UTF-8, which is not copied */
    Utf8Text(byte[] bytes, int from) {
        this.bytes = bytes;
        this.from = from;
    }

    /** Returns a text that is already in memory. */
    public static Utf8Text of(String text) {
        return new Utf8Text(text.getBytes(StandardCharsets.UTF_8), 0);
    }

    /** Returns the number of bytes. */
    public int size() {
        return bytes.length - from;
    }

    /** Returns the bytes, copied only where a byte order mark stands before them. */
    public byte[] bytes() {
        return from == 0 ? bytes : Arrays.copyOfRange(bytes, from, bytes.length);
    }

    /** Hands over every character (Unicode code point) in turn. */
    public void forEach(IntConsumer characters) {
        int place = from;
        while (place < bytes.length) {
            int lead = bytes[place] & 0xff;
            int more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
            int character = more == 0 ? lead : lead & (0x3f >> more);
            for (int next = 1; next <= more; next++) {
                character = (character << 6) | (bytes[place + next] & 0x3f);
            }
            characters.accept(character);
            place += 1 + more;
        }
    }

    /** Returns the text as one string. */
    @Override
    public String toString() {
        return new String(bytes, from, size(), StandardCharsets.UTF_8);
    }
}
