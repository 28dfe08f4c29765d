// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.raw;

import io.backflow.data.DataException;
import io.backflow.setting.internal.FileFailure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens UTF-8 files of any size for reading, strictly: other encodings and files that are no text are named. */
public final class TextSource {

    private static final int MARK_BYTES = 3;
    private static final int GLANCE_BYTES = 64;

    private TextSource() {}

    /**
     * Returns a reader behind the byte order mark, where there is one; what goes wrong while reading is a
     * {@link DataException} that names the line.
     */
    public static Reader open(Path file) {
        try {
            PushbackInputStream in = new PushbackInputStream(Files.newInputStream(file), GLANCE_BYTES);
            byte[] start = in.readNBytes(GLANCE_BYTES);
            String kind = Encodings.notText(start);
            if (kind != null) {
                in.close();
                throw DataException.in(file, kind);
            }
            int behindMark = isMark(start) ? MARK_BYTES : 0;
            in.unread(start, behindMark, start.length - behindMark);
            return new Strict(file, new InputStreamReader(in, decoder()));
        } catch (IOException failure) {
            throw new DataException("cannot read data: " + FileFailure.describe(failure), failure);
        }
    }

    private static boolean isMark(byte[] start) {
        return start.length >= MARK_BYTES
                && start[0] == (byte) 0xef
                && start[1] == (byte) 0xbb
                && start[2] == (byte) 0xbf;
    }

    private static CharsetDecoder decoder() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Finds the line that is not UTF-8; no byte of a character of several bytes is a line feed. */
    private static DataException malformed(Path file, IOException cause) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long number = 1;
            for (int next = in.read(); next >= 0; next = in.read()) {
                line.write(next);
                if (next == '\n') {
                    if (!isUtf8(line.toByteArray())) {
                        break;
                    }
                    line.reset();
                    number++;
                }
            }
            return DataException.at(file, number, "not UTF-8, perhaps Latin-1; `iconv -f LATIN1 -t UTF-8` converts it");
        } catch (IOException again) {
            return new DataException(file + ": not UTF-8", cause);
        }
    }

    private static boolean isUtf8(byte[] line) {
        try {
            return decoder().decode(ByteBuffer.wrap(line)).hasArray();
        } catch (CharacterCodingException not) {
            return false;
        }
    }

    /** Says what fails while reading in terms of the file. */
    private static final class Strict extends Reader {

        private final Path file;
        private final Reader in;

        Strict(Path file, Reader in) {
            this.file = file;
            this.in = in;
        }

        @Override
        public int read(char[] target, int from, int length) {
            try {
                return in.read(target, from, length);
            } catch (CharacterCodingException notUtf8) {
                throw malformed(file, notUtf8);
            } catch (IOException failure) {
                throw new DataException(file + ": cannot be read: " + FileFailure.reason(failure), failure);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
