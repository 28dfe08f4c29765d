// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.raw;

import org.jspecify.annotations.Nullable;

/** Tells by its first bytes what a file is that is not UTF-8 text. */
final class Encodings {

    private Encodings() {}

    /** Returns what is wrong in words; null if nothing speaks against text. */
    static @Nullable String notText(byte[] start) {
        if (begins(start, 0xff, 0xfe, 0, 0) || begins(start, 0, 0, 0xfe, 0xff)) {
            return "is in UTF-32, UTF-8 is needed; `iconv -f UTF-32 -t UTF-8` converts it";
        }
        if (begins(start, 0xff, 0xfe) || begins(start, 0xfe, 0xff) || isUnmarkedUtf16(start)) {
            return "is in UTF-16, UTF-8 is needed; `iconv -f UTF-16 -t UTF-8` converts it, and spreadsheets save as"
                    + " \"CSV UTF-8\"";
        }
        if (begins(start, 0x1f, 0x8b)) {
            return "is compressed with gzip; unpack it first: `gunzip`";
        }
        if (begins(start, 'P', 'K', 3, 4)) {
            return "is a zip archive or a spreadsheet; unpack it, or save it as CSV";
        }
        for (int i = 0; i < start.length; i++) {
            if (start[i] == 0) {
                return "binary, not text: a zero byte at offset " + i + " of the file";
            }
        }
        return null;
    }

    private static boolean begins(byte[] start, int... bytes) {
        if (start.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((start[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Digits and separators in UTF-16 are every second byte zero. */
    private static boolean isUnmarkedUtf16(byte[] start) {
        if (start.length < 4) {
            return false;
        }
        boolean little = true;
        boolean big = true;
        for (int i = 0; i + 1 < start.length; i += 2) {
            big &= start[i] == 0 && start[i + 1] != 0;
            little &= start[i] != 0 && start[i + 1] == 0;
        }
        return little || big;
    }
}
