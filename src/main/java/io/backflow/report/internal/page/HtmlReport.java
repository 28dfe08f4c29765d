// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.store.internal.AtomicFiles;
import java.nio.file.Path;

/**
 * Writes {@value #FILE} into a run directory: what the gradients of its runs did, as one page that loads nothing.
 *
 * <p>It reads the files that the runs have written so far, so that it can be made while they train, after they were
 * interrupted, and of directories that an earlier version left.
 */
public final class HtmlReport {

    /** The file's name. */
    public static final String FILE = "report.html";

    private HtmlReport() {}

    /** Returns whether a directory holds a run, or runs below it. */
    public static boolean isOfRuns(Path directory) {
        return !RunFolders.of(directory).isEmpty();
    }

    /**
     * Writes the page of a run directory, and returns where it is.
     *
     * @throws java.io.UncheckedIOException if a file cannot be read or the page not be written
     */
    public static Path write(Path directory) {
        Path file = directory.resolve(FILE);
        AtomicFiles.write(file, Page.of(ReportData.read(directory)));
        return file;
    }
}
