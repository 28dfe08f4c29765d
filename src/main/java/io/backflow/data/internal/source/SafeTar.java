// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import io.backflow.data.DataException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a tar archive, compressed with gzip or not, as safely as {@link Unpacking} says.
 *
 * <p>It may hold files and folders only: a link, with which a later entry could be written elsewhere, a device or a
 * pipe has the whole archive refused.
 */
final class SafeTar {

    /** The header of an entry with a long name, and what fills its last block. */
    private static final int MOST_AROUND_AN_ENTRY = 4096;

    private final Path archive;
    private final long maxBytes;

    /** @param maxBytes what all that is in it may have at most */
    SafeTar(Path archive, long maxBytes) {
        this.archive = archive;
        this.maxBytes = maxBytes;
    }

    /** Returns whether an archive of this name is one of these. */
    static boolean isCalled(String name) {
        return name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz");
    }

    /**
     * Unpacks into a folder, under the archive's own names.
     *
     * @param wanted which entries are kept
     * @throws DataException if it is no archive or cut off, if a name leads out of the folder, comes twice, if an entry
     *     is no file and no folder, or if it has more than was agreed
     */
    void unpack(Path folder, Predicate<String> wanted) throws IOException {
        Unpacking unpacking = new Unpacking(archive, folder, maxBytes, wanted);
        try (InputStream packed = new BufferedInputStream(Files.newInputStream(archive))) {
            read(packed, unpacking);
        }
        unpacking.requireSome("tar");
    }

    private void read(InputStream packed, Unpacking unpacking) throws IOException {
        String name = "";
        try (TarArchiveInputStream tar = opened(packed, unpacking)) {
            for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
                name = entry.getName();
                requirePlain(entry);
                unpacking.entry(name, entry.isDirectory(), tar);
            }
        } catch (UncheckedIOException broken) {
            String after = name.isEmpty() ? "" : " after the entry '" + name + "'";
            throw new DataException(
                    archive + ": is no tar archive, damaged or cut off" + after + ": "
                            + Unpacking.cause(broken).getMessage(),
                    broken);
        }
    }

    @SuppressWarnings("resource") // the archive closes what it reads
    private TarArchiveInputStream opened(InputStream packed, Unpacking unpacking) {
        try {
            InputStream bytes = isGzip(packed) ? new GZIPInputStream(packed) : packed;
            return new TarArchiveInputStream(bounded(bytes, unpacking), StandardCharsets.UTF_8.name());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar) {
        try {
            return tar.getNextEntry();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void requirePlain(TarArchiveEntry entry) {
        boolean link = entry.isSymbolicLink() || entry.isLink();
        // TarArchiveEntry.isFile says so of devices too.
        byte kind = entry.getLinkFlag();
        boolean file = kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM;
        if (!(file || entry.isDirectory())) {
            throw DataException.in(
                    archive,
                    "has an entry that is " + (link ? "a link" : "neither a file nor a folder") + ": '"
                            + entry.getName() + "'; nothing of it is kept");
        }
    }

    private static boolean isGzip(InputStream packed) throws IOException {
        packed.mark(2);
        boolean gzip = packed.read() == 0x1f && packed.read() == 0x8b;
        packed.reset();
        return gzip;
    }

    /** Bounds what lies between the files too, such as a name of a gigabyte. */
    private InputStream bounded(InputStream in, Unpacking unpacking) {
        long most = maxBytes + (long) Unpacking.MAX_ENTRIES * MOST_AROUND_AN_ENTRY;
        return new FilterInputStream(in) {
            private long left = most;

            @Override
            public int read() throws IOException {
                int read = super.read();
                count(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = super.read(bytes, offset, length);
                count(read);
                return read;
            }

            @Override
            public long skip(long count) throws IOException {
                long skipped = super.skip(count);
                count(skipped);
                return skipped;
            }

            private void count(long read) {
                left -= Math.max(0, read);
                if (left < 0) {
                    throw unpacking.tooMuch();
                }
            }
        };
    }
}
