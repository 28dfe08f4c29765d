// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.result.internal.listing.FoundRun;
import io.backflow.result.internal.listing.RunFinder;
import io.backflow.result.internal.listing.RunReader;
import io.backflow.store.internal.AtomicFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    /** Returns what keeps a directory from having a report; empty if nothing does. */
    public static String problem(Path directory) {
        if (!Files.isDirectory(directory)) {
            return "is no directory";
        }
        if (RunFolders.isRun(directory)) {
            return "";
        }
        if (RunFinder.isRunDirectory(directory)) {
            boolean surface = RunReader.read(directory).kind().equals(FoundRun.SURFACE);
            return surface ? "is that of an error surface, of which there is no report" : "";
        }
        return RunFolders.holdsRuns(directory)
                ? "is none itself, but holds some: backflow ls " + directory + " lists them"
                : "holds no metrics.jsonl";
    }

    /**
     * Writes the page of a run directory, and returns where it is.
     *
     * @throws java.io.UncheckedIOException if a file cannot be read or the page not be written
     */
    public static Path write(Path directory) {
        return write(List.of(directory), directory.resolve(FILE));
    }

    /**
     * Writes a page of several run directories, and returns where it is.
     *
     * @throws java.io.UncheckedIOException if a file cannot be read or the page not be written
     */
    public static Path write(List<Path> directories, Path file) {
        AtomicFiles.write(file, Page.of(ReportData.read(directories)));
        return file;
    }

    /**
     * Writes a page of run directories, and its main panels as images into a folder.
     *
     * @return a line for each image: its files and its size
     * @throws java.io.UncheckedIOException if a file cannot be read or written
     */
    public static List<String> write(List<Path> directories, Path file, Path images) {
        ReportData data = ReportData.read(directories);
        AtomicFiles.write(file, Page.of(data));
        return ReportImages.write(data, images);
    }
}
