// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Fetches what a URL names. */
@FunctionalInterface
public interface Downloader {

    /**
     * Fetches into a file, which it creates or overwrites; after a failure the file has any content or is absent.
     *
     * @param maxBytes a server that sends more than this is refused
     * @param received called with the number of bytes so far
     * @throws IOException if the server cannot be reached, refuses, sends too much, breaks off or stalls; the message
     *     says which in plain words
     */
    void download(URI source, Path target, long maxBytes, LongConsumer received)
            throws IOException, InterruptedException;

    /**
     * Fetches what a file lacks that an earlier attempt left unfinished, where that can be; else it fetches all of it.
     * Parameters and failures are those of {@link #download}, but that what has arrived stays.
     */
    default void resume(URI source, Path target, long maxBytes, LongConsumer received)
            throws IOException, InterruptedException {
        download(source, target, maxBytes, received);
    }
}
