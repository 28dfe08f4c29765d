// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import io.backflow.data.DataException;
import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Fetches whole data sets into the cache: from their publishers, or from a mirror, which has the cache's layout.
 *
 * <p>One process at a time fetches a data set; others wait, and find it there. What a connection that breaks off has
 * brought is kept, and the next attempt, of this process or of a later one, asks for the rest. A file takes its place
 * in one step, and only if its SHA-256 is the catalogue's.
 */
public final class DatasetFetch {

    /** How often a file is asked for before its server is given up. */
    static final int ATTEMPTS = 4;

    private final Path cacheDirectory;
    private final Downloader downloader;
    private final DownloadProgress progress;
    private final Duration pause;

    /**
     * @param cacheDirectory created if need be
     * @param pause before the second attempt; it doubles from there
     */
    public DatasetFetch(Path cacheDirectory, Downloader downloader, DownloadProgress progress, Duration pause) {
        this.cacheDirectory = cacheDirectory;
        this.downloader = downloader;
        this.progress = progress;
        this.pause = pause;
    }

    /**
     * Fetches what the cache lacks of a data set.
     *
     * @return the files that were fetched; none if all were there
     * @throws DataException if a file is not to be had, or is not what the catalogue promises
     */
    @SuppressWarnings("try") // the lock is held, not used
    public List<RemoteFile> fetch(Dataset dataset, Mirror mirror) {
        Path folder = cacheDirectory.resolve(dataset.name());
        try (FileLocks lock = FileLocks.take(folder)) {
            List<RemoteFile> missing = missing(dataset, folder);
            if (!missing.isEmpty() && dataset.archive() != null && mirror.isPublisher()) {
                unpack(dataset, dataset.archive(), missing, folder);
            } else {
                for (RemoteFile file : missing) {
                    transfer(file, mirror, folder);
                }
            }
            return missing;
        } catch (IOException failure) {
            throw new DataException(
                    "cannot fetch " + dataset.name() + " to " + folder + ": " + FileFailure.describe(failure), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DataException("fetching " + dataset.name() + " was interrupted", interrupted);
        }
    }

    /** Returns which files of a data set the cache has not, or not as the catalogue promises. */
    public static List<RemoteFile> missing(Dataset dataset, Path folder) throws IOException {
        List<RemoteFile> missing = new ArrayList<>();
        for (RemoteFile file : dataset.files()) {
            Path path = folder.resolve(file.name());
            boolean there = Files.isRegularFile(path) && Files.size(path) == file.bytes();
            if (!there || !DatasetStore.sha256(path).equals(file.sha256())) {
                missing.add(file);
            }
        }
        return missing;
    }

    private void transfer(RemoteFile file, Mirror mirror, Path folder) throws IOException, InterruptedException {
        Path partial = partial(folder, file.name(), file.sha256());
        URI source = mirror.source(file);
        boolean resumed = Files.exists(partial);
        bring(source, partial, file.bytes(), file.toString());
        if (resumed && !DatasetStore.sha256(partial).equals(file.sha256())) {
            Files.delete(partial); // the publisher's file or the rest of the old attempt was another
            bring(source, partial, file.bytes(), file.toString());
        }
        keep(file, partial, source.toString(), folder);
    }

    private void unpack(Dataset dataset, Dataset.Archive archive, List<RemoteFile> missing, Path folder)
            throws IOException, InterruptedException {
        Path packed = partial(folder, archive.name(), dataset.files().get(0).sha256());
        boolean resumed = Files.exists(packed);
        bring(archive.source(), packed, archive.maxBytes(), dataset.name() + "/" + archive.name());
        try {
            takeOut(archive, packed, missing, folder);
            Files.delete(packed);
        } catch (DataException wrong) {
            Files.deleteIfExists(packed); // it is whole and wrong: nothing to go on from
            if (!resumed) {
                throw wrong;
            }
            unpack(dataset, archive, missing, folder); // the rest of the old attempt was of another archive
        }
    }

    private static void takeOut(Dataset.Archive archive, Path packed, List<RemoteFile> missing, Path folder)
            throws IOException {
        Path unpacked = folder.resolve("." + archive.name() + ".unpacked");
        Set<String> wanted = new HashSet<>();
        missing.forEach(file -> wanted.add(archive.folder() + file.name()));
        removeAll(unpacked); // of a process that was killed
        try {
            Files.createDirectories(unpacked);
            if (SafeTar.isCalled(archive.name())) {
                new SafeTar(packed, archive.maxBytes()).unpack(unpacked, wanted::contains);
            } else {
                new SafeZip(packed, archive.maxBytes()).unpack(unpacked, wanted::contains);
            }
            for (RemoteFile file : missing) {
                Path member = unpacked.resolve(archive.folder()).resolve(file.name());
                if (!Files.isRegularFile(member)) {
                    throw new DataException(
                            file + ": " + archive.source() + " has no '" + archive.folder() + file.name() + "'");
                }
                keep(file, member, archive.source().toString(), folder);
            }
        } finally {
            removeAll(unpacked);
        }
    }

    private void bring(URI source, Path partial, long maxBytes, String what) throws IOException, InterruptedException {
        Duration wait = pause;
        for (int attempt = 1; ; attempt++) {
            try {
                downloader.resume(source, partial, maxBytes, received -> progress.received(what, received, maxBytes));
                return;
            } catch (ServerRefusal refused) {
                throw failed(what, source, refused);
            } catch (IOException broken) {
                if (attempt == ATTEMPTS) {
                    throw failed(what, source, broken);
                }
                Thread.sleep(wait.toMillis());
                wait = wait.multipliedBy(2);
            }
        }
    }

    private static DataException failed(String what, URI source, IOException failure) {
        return new DataException(
                "cannot download " + what + " from " + source + ": " + FileFailure.describe(failure)
                        + "; a mirror or a folder can be named with --from",
                failure);
    }

    private static void keep(RemoteFile file, Path path, String source, Path folder) throws IOException {
        String actual = DatasetStore.sha256(path);
        if (!actual.equals(file.sha256())) {
            long bytes = Files.size(path);
            Files.delete(path);
            throw new DataException(file + ": the SHA-256 of what " + source + " has is wrong: expected "
                    + file.sha256() + " (" + file.bytes() + " bytes), got " + actual + " (" + bytes + " bytes)");
        }
        Files.move(
                path, folder.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns where an unfinished download is, which belongs to one content: another version starts anew. */
    private static Path partial(Path folder, String name, String sha256) {
        return folder.resolve("." + name + "." + sha256.substring(0, 12) + ".part");
    }

    private static void removeAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
