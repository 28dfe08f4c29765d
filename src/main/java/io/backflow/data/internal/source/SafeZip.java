// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import io.backflow.data.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Unpacks a ZIP archive that nobody has to trust: nothing is written outside of the folder, and no more than was
 * agreed.
 *
 * <p>What an archive says about its own sizes is not believed; bytes are counted as they are unpacked, wanted or not.
 */
final class SafeZip {

    private static final int MAX_ENTRIES = 100_000;
    private static final int BUFFER = 1 << 14;

    /** A drive, a share or a stream of Windows, which a name of an archive has no use for anywhere. */
    private static final Pattern COLON_OR_BACKSLASH = Pattern.compile("[:\\\\]");

    private final Path archive;
    private final long maxBytes;
    private long unpacked;

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
        int entries = 0;
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = inside(folder, entry.getName());
                if (++entries > MAX_ENTRIES) {
                    throw DataException.in(archive, "has more than " + MAX_ENTRIES + " entries");
                }
                if (!entry.isDirectory()) {
                    copy(zip, entry.getName(), target, wanted.test(entry.getName()));
                }
            }
        } catch (ZipException | EOFException broken) {
            throw new DataException(archive + ": is damaged or cut off: " + broken.getMessage(), broken);
        }
        if (entries == 0) {
            throw DataException.in(archive, "is no ZIP archive, or an empty one");
        }
    }

    private Path inside(Path folder, String name) {
        try {
            Path target = folder.resolve(name).normalize();
            boolean plain = !COLON_OR_BACKSLASH.matcher(name).find() && !name.startsWith("/");
            boolean upwards = Path.of(name).iterator().hasNext() && containsParent(Path.of(name));
            if (plain && !upwards && target.startsWith(folder.normalize())) {
                return target;
            }
        } catch (InvalidPathException refused) {
            throw new DataException(archive + ": has an entry whose name is no path: '" + name + "'", refused);
        }
        throw DataException.in(
                archive, "has an entry that leads out of its folder: '" + name + "'; nothing of it is kept");
    }

    private static boolean containsParent(Path name) {
        for (Path part : name) {
            if (part.toString().equals("..")) {
                return true;
            }
        }
        return false;
    }

    private void copy(InputStream in, String name, Path target, boolean kept) throws IOException {
        if (!kept) {
            copy(in, OutputStream.nullOutputStream());
            return;
        }
        if (Files.exists(target)) {
            throw DataException.in(archive, "has the entry '" + name + "' twice");
        }
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            copy(in, out);
        }
    }

    private void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            unpacked += read;
            if (unpacked > maxBytes) {
                throw DataException.in(archive, "has more than the " + maxBytes + " bytes, unpacked, that are agreed");
            }
            out.write(buffer, 0, read);
        }
    }
}
