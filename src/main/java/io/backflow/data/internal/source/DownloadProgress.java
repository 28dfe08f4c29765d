// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

/** Hears how far a download is. */
@FunctionalInterface
public interface DownloadProgress {

    /** Hears nothing. */
    DownloadProgress NONE = (what, received, total) -> {};

    /**
     * Called at the start with 0, while bytes arrive, and at the end, on any thread.
     *
     * @param what what is downloaded, as a person would name it: {@code tinyshakespeare/input.txt}
     * @param received bytes so far
     * @param total bytes in all
     */
    void received(String what, long received, long total);
}
