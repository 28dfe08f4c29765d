// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where lines end in a kind of text file. */
public enum LineEnds {
    /** At every line feed. */
    PLAIN,
    /** At every line feed that is not between double quotes, as in CSV. */
    OUTSIDE_QUOTES;

    private static final int CHUNK = 1 << 16;

    /** Cuts off what follows the last line end, if that is a regular file. */
    void dropCutLine(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return; // a new file, or a device, which has no end to look at
        }
        try (SeekableByteChannel channel =
                Files.newByteChannel(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.truncate(endOfLastLine(channel));
        }
    }

    /** A closing quote is known only from the quotes before it, so the file is read from its start. */
    private long endOfLastLine(SeekableByteChannel channel) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        boolean quoted = false;
        long position = 0;
        long end = 0;
        while (channel.read(chunk.clear()) > 0) {
            chunk.flip();
            while (chunk.hasRemaining()) {
                byte b = chunk.get();
                position++;
                quoted ^= b == '"' && this == OUTSIDE_QUOTES;
                if (b == '\n' && !quoted) {
                    end = position;
                }
            }
        }
        return end;
    }
}
