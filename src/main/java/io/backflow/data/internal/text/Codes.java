// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

/** A long list of numbers of an alphabet, each in as few bytes as the alphabet's size allows. */
final class Codes {

    private static final int BYTES = 1 << 8;
    private static final int CHARS = 1 << 16;

    private final byte[] bytes;
    private final char[] chars;
    private final int[] ints;
    private final int size;

    /** @param alphabet numbers are 0..alphabet-1 */
    Codes(int size, int alphabet) {
        this.size = size;
        this.bytes = new byte[alphabet <= BYTES ? size : 0];
        this.chars = new char[alphabet > BYTES && alphabet <= CHARS ? size : 0];
        this.ints = new int[alphabet > CHARS ? size : 0];
    }

    int size() {
        return size;
    }

    int get(int place) {
        if (bytes.length > 0) {
            return bytes[place] & 0xff;
        }
        return chars.length > 0 ? chars[place] : ints[place];
    }

    void set(int place, int code) {
        if (bytes.length > 0) {
            bytes[place] = (byte) code;
        } else if (chars.length > 0) {
            chars[place] = (char) code;
        } else {
            ints[place] = code;
        }
    }
}
