// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** A program that never gets further than half a download; says so on its standard output and waits to be stopped. */
public final class HalfDownload {

    private HalfDownload() {}

    /** Takes the cache directory as its argument. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        Downloader half = (source, target, maxBytes, received) -> {
            Files.write(target, new byte[5]);
            System.out.println("half");
            System.in.transferTo(System.out); // until this program is stopped
        };
        RemoteFile file = new RemoteFile("hamlet", "input.txt", URI.create("http://127.0.0.1/"), 10, "0");
        new DatasetStore(null, Path.of(arguments[0]), null, half, DownloadProgress.NONE, Clock.systemUTC()).find(file);
    }
}
