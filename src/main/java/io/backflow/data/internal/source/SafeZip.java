// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import io.backflow.data.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Unpacks a ZIP archive as safely as {@link Unpacking} says. */
final class SafeZip {

    private final Path archive;
    private final long maxBytes;

    /** @param maxBytes what all that is in it may have at most */
    SafeZip(Path archive, long maxBytes) {
        this.archive = archive;
        this.maxBytes = maxBytes;
    }

    /**
     * Unpacks into a folder, under the archive's own names.
     *
     * @param wanted which entries are kept
     * @throws DataException if it is no archive or cut off, if a name leads out of the folder, comes twice, or if it
     *     has more than was agreed
     */
    void unpack(Path folder, Predicate<String> wanted) throws IOException {
        Unpacking unpacking = new Unpacking(archive, folder, maxBytes, wanted);
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                unpacking.entry(entry.getName(), entry.isDirectory(), zip);
            }
        } catch (ZipException | EOFException broken) {
            throw damaged(broken);
        } catch (UncheckedIOException broken) {
            throw damaged(Unpacking.cause(broken));
        }
        unpacking.requireSome("ZIP");
    }

    private DataException damaged(IOException broken) {
        return new DataException(archive + ": is damaged or cut off: " + broken.getMessage(), broken);
    }
}
