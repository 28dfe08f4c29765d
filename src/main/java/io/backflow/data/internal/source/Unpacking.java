// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import io.backflow.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The entries of an archive that nobody has to trust, as they are written into a folder: nothing is written outside of
 * it, and no more than was agreed.
 *
 * <p>What an archive says about its own sizes is not believed; bytes are counted as they are unpacked, wanted or not.
 */
final class Unpacking {

    static final int MAX_ENTRIES = 100_000;
    private static final int BUFFER = 1 << 14;

    /** A drive, a share or a stream of Windows, which a name of an archive has no use for anywhere. */
    private static final Pattern COLON_OR_BACKSLASH = Pattern.compile("[:\\\\]");

    private final Path archive;
    private final Path folder;
    private final long maxBytes;
    private final Predicate<String> wanted;
    private int entries;
    private long unpacked;

    /**
     * @param folder where entries are written, under the archive's own names
     * @param maxBytes what all that is in it may have at most
     * @param wanted which entries are kept
     */
    Unpacking(Path archive, Path folder, long maxBytes, Predicate<String> wanted) {
        this.archive = archive;
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.wanted = wanted;
    }

    /**
     * Takes the next entry.
     *
     * @param content its bytes up to the end of the stream
     * @throws DataException if the name leads out of the folder or comes twice, or if there is more than was agreed
     * @throws UncheckedIOException if the archive cannot be read
     * @throws IOException if the folder cannot be written
     */
    void entry(String name, boolean directory, InputStream content) throws IOException {
        Path target = inside(name);
        if (++entries > MAX_ENTRIES) {
            throw DataException.in(archive, "has more than " + MAX_ENTRIES + " entries");
        }
        if (directory) {
            copy(content, OutputStream.nullOutputStream());
        } else {
            copy(content, name, target);
        }
    }

    /**
     * Requires that there was an entry.
     *
     * @param kind what the archive is of: {@code ZIP}
     */
    void requireSome(String kind) {
        if (entries == 0) {
            throw DataException.in(archive, "is no " + kind + " archive, or an empty one");
        }
    }

    private Path inside(String name) {
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

    private void copy(InputStream in, String name, Path target) throws IOException {
        if (!wanted.test(name)) {
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
        for (int read = read(in, buffer); read >= 0; read = read(in, buffer)) {
            unpacked += read;
            if (unpacked > maxBytes) {
                throw tooMuch();
            }
            out.write(buffer, 0, read);
        }
    }

    /** Keeps a damaged archive apart from a folder that takes no more. */
    private static int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Returns why an archive could not be read. */
    static IOException cause(UncheckedIOException broken) {
        return Objects.requireNonNull(broken.getCause());
    }

    DataException tooMuch() {
        return DataException.in(archive, "has more than the " + maxBytes + " bytes, unpacked, that are agreed");
    }
}
