// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import io.backflow.data.DataException;
import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the catalogue's files: in the project's own folder, else in the data directory where one is named, else in the
 * cache, which fetches what it lacks.
 *
 * <p>No file is handed out whose SHA-256 is not the catalogue's. A download goes to a file of its own beside the target
 * and is moved there in one step once it is whole, so that a cached file is complete whatever interrupts the download,
 * and processes that fetch the same file at the same time do not meet. What an interrupted process left behind is
 * removed by a download a day later.
 */
public final class DatasetStore {

    private static final Logger LOG = LoggerFactory.getLogger(DatasetStore.class);
    private static final String PARTIAL = ".part";
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final @Nullable Path projectDirectory;
    private final Path cacheDirectory;
    private final @Nullable Path dataDirectory;
    private final Downloader downloader;
    private final DownloadProgress progress;
    private final Clock clock;

    /**
     * @param projectDirectory looked into first, in the layout {@code DATASET/FILE}; it may lack any file, or be absent
     *     itself
     * @param cacheDirectory created on the first download
     * @param dataDirectory local copies in the layout {@code DATASET/FILE}, never written to; nothing is downloaded
     *     where it is given
     * @param clock tells how old an abandoned download is
     */
    public DatasetStore(
            @Nullable Path projectDirectory,
            Path cacheDirectory,
            @Nullable Path dataDirectory,
            Downloader downloader,
            DownloadProgress progress,
            Clock clock) {
        this.projectDirectory = projectDirectory;
        this.cacheDirectory = cacheDirectory;
        this.dataDirectory = dataDirectory;
        this.downloader = downloader;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Returns a local copy of the file, with the content that the catalogue promises.
     *
     * @throws DataException if there is none and none can be had
     */
    public Path find(RemoteFile file) {
        try {
            if (projectDirectory != null) {
                Path path = inside(projectDirectory, file);
                if (Files.isRegularFile(path)) {
                    return checked(file, path);
                }
            }
            return dataDirectory == null ? cached(file) : local(file, dataDirectory);
        } catch (IOException failure) {
            throw new DataException("cannot read " + file + ": " + FileFailure.describe(failure), failure);
        }
    }

    private static Path local(RemoteFile file, Path directory) throws IOException {
        Path path = inside(directory, file);
        if (!Files.isRegularFile(path)) {
            throw DataException.in(
                    path,
                    "no such file; a data directory is named (--data-dir, BACKFLOW_DATA), so nothing is downloaded");
        }
        return checked(file, path);
    }

    private static Path checked(RemoteFile file, Path path) throws IOException {
        requireContent(file, path, "of the local copy " + path);
        return path;
    }

    private static Path inside(Path directory, RemoteFile file) {
        return directory.resolve(file.dataset()).resolve(file.name());
    }

    private Path cached(RemoteFile file) throws IOException {
        Path folder = cacheDirectory.resolve(file.dataset());
        Path path = folder.resolve(file.name());
        if (Files.isRegularFile(path)) {
            if (sha256(path).equals(file.sha256())) {
                return path;
            }
            LOG.warn("the cached {} has changed since its download and is fetched again", path);
        }
        fetch(file, folder);
        return path;
    }

    private void fetch(RemoteFile file, Path folder) {
        Path partial = folder.resolve("." + file.name() + "." + UUID.randomUUID() + PARTIAL);
        try {
            Files.createDirectories(folder);
            removeAbandoned(folder);
            partial.toFile().deleteOnExit(); // Ctrl-C ends a JVM without its finally blocks
            try {
                LOG.info("downloading {} from {}", file, file.source());
                downloader.download(
                        file.source(),
                        partial,
                        file.bytes(),
                        received -> progress.received(file.toString(), received, file.bytes()));
                requireContent(file, partial, "of what " + file.source() + " sent");
                moveInOneStep(partial, folder.resolve(file.name()));
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException failure) {
            throw new DataException(
                    "cannot download " + file + " from " + file.source() + " to " + folder + ": "
                            + FileFailure.describe(failure)
                            + "; a local copy can be named with --data-dir or BACKFLOW_DATA",
                    failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DataException("the download of " + file + " was interrupted", interrupted);
        }
    }

    private static void moveInOneStep(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException refused) {
            throw new IOException("the file system cannot move a file in one step", refused);
        }
    }

    private void removeAbandoned(Path directory) throws IOException {
        Instant limit = clock.instant().minus(ABANDONED);
        try (DirectoryStream<Path> partials = Files.newDirectoryStream(directory, ".*" + PARTIAL)) {
            for (Path partial : partials) {
                if (lastModified(partial).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(partial);
                }
            }
        }
    }

    private static FileTime lastModified(Path partial) throws IOException {
        try {
            return Files.getLastModifiedTime(partial);
        } catch (NoSuchFileException gone) {
            return FileTime.from(Instant.MAX); // another process finished or removed it: nothing to remove
        }
    }

    private static void requireContent(RemoteFile file, Path path, String whose) throws IOException {
        String actual = sha256(path);
        if (!actual.equals(file.sha256())) {
            throw new DataException(file + ": the SHA-256 " + whose + " is wrong: expected " + file.sha256() + " ("
                    + file.bytes() + " bytes), got " + actual + " (" + Files.size(path) + " bytes)");
        }
    }

    /** Returns the SHA-256 of a file. */
    static String sha256(Path path) throws IOException {
        MessageDigest digest = ContentDigest.sha256();
        try (InputStream content = new DigestInputStream(Files.newInputStream(path), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
