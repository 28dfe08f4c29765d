// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import io.backflow.data.DataException;
import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Reads a whole UTF-8 file, strictly: what is not text is named by line and byte instead of being replaced. */
public final class TextFile {

    /** Larger files are refused, since the text is held in memory. */
    public static final long MAX_BYTES = 128L << 20;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private static final int PIECE = 1 << 16;

    private TextFile() {}

    /**
     * Returns the text without a byte order mark.
     *
     * @throws DataException if the file is missing, a directory, unreadable, empty, too large, binary or not UTF-8
     */
    public static String read(Path file) {
        return utf8(file).toString();
    }

    /**
     * Returns the text without a byte order mark, held as the bytes of the file.
     *
     * @throws DataException as {@link #read} does
     */
    public static Utf8Text utf8(Path file) {
        byte[] bytes = bytes(file);
        requireUtf8(file, bytes);
        int from = startsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
        if (bytes.length == from) {
            throw DataException.in(file, "the file is empty");
        }
        return new Utf8Text(bytes, from);
    }

    /** Returns a text in ISO 8859-1, of which every byte is a character. */
    public static Utf8Text latin1(Path file) {
        byte[] bytes = bytes(file);
        if (bytes.length == 0) {
            throw DataException.in(file, "the file is empty");
        }
        return Utf8Text.of(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    /** Decodes piece by piece, since the whole text as characters would take twice the memory of its bytes. */
    private static void requireUtf8(Path file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(PIECE);
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        if (result.isError()) {
            int offset = in.position();
            throw DataException.at(
                    file,
                    lineOf(bytes, offset),
                    String.format(
                            Locale.ROOT, "not UTF-8: byte 0x%02X at offset %d of the file", bytes[offset], offset));
        }
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw DataException.in(file, "is a directory, a file is needed");
            }
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw DataException.in(file, "has " + size + " bytes, at most " + MAX_BYTES + " are read");
            }
            byte[] bytes = Files.readAllBytes(file);
            requireText(file, bytes);
            return bytes;
        } catch (IOException failure) {
            throw new DataException("cannot read data: " + FileFailure.describe(failure), failure);
        }
    }

    /** UTF-8 decodes zero bytes, but no text has them. */
    private static void requireText(Path file, byte[] bytes) {
        for (int offset = 0; offset < bytes.length; offset++) {
            if (bytes[offset] == 0) {
                throw DataException.at(
                        file,
                        lineOf(bytes, offset),
                        "binary, not text: a zero byte at offset " + offset + " of the file");
            }
        }
    }

    private static int lineOf(byte[] bytes, int offset) {
        int line = 1;
        for (int before = 0; before < offset; before++) {
            line += bytes[before] == '\n' ? 1 : 0;
        }
        return line;
    }
}
