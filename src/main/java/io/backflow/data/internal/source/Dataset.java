// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A published data set as its descriptor has it.
 *
 * @param name folder of its files in the cache, in a data directory and in a mirror
 * @param title what people call it
 * @param about what it is and how much of it there is
 * @param licence under what terms it is published
 * @param citation what to cite
 * @param splits which parts are official, or customary
 * @param source the publisher's page
 * @param task a task that reads it, as a configuration has it; empty if none does so by its name
 * @param archive what its files are packed in; null where each has an address of its own
 * @param files its files
 */
public record Dataset(
        String name,
        String title,
        String about,
        String licence,
        String citation,
        String splits,
        String source,
        String task,
        @Nullable Archive archive,
        List<RemoteFile> files) {

    /** Copies the files. */
    public Dataset {
        files = List.copyOf(files);
    }

    /** Returns the size of all files. */
    public long bytes() {
        return files.stream().mapToLong(RemoteFile::bytes).sum();
    }

    /** Returns the file of that name. */
    public Optional<RemoteFile> file(String called) {
        return files.stream().filter(file -> file.name().equals(called)).findFirst();
    }

    /**
     * An archive in which a publisher has the files of a data set; each file has its own SHA-256.
     *
     * @param name name of the archive, which tells its kind: {@code .tar}, {@code .tar.gz} and {@code .tgz} are tar
     *     archives, all others ZIP archives
     * @param source where the publisher serves it
     * @param folder what the names of the files have before them in the archive
     * @param maxBytes what the archive, and all that is in it, may have at most
     */
    public record Archive(String name, URI source, String folder, long maxBytes) {}
}
