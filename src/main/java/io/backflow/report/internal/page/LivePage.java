// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.store.internal.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The report of a run directory as a page that fetches its data again when a server tells it to. */
public final class LivePage {

    private static final Pattern POLICY =
            Pattern.compile("<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\">");

    private final Path directory;
    private final RunCache runs = RunCache.following();

    /** Makes the page of a directory, which may not be there yet. */
    public LivePage(Path directory) {
        this.directory = directory;
    }

    /** Returns what keeps a directory from being watched; empty if nothing does, as of one that is not there yet. */
    public static String problem(Path directory) {
        return Files.exists(directory) && !isEmpty(directory) ? HtmlReport.problem(directory) : "";
    }

    private static boolean isEmpty(Path directory) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.allMatch(file -> String.valueOf(file.getFileName()).startsWith("."));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Returns whether its runs are over, so that its files stay as they are. */
    public boolean isOver() {
        String status = RunData.object(directory.resolve("status.json")).text("status");
        return !status.isEmpty() && !status.equals("running");
    }

    /** Returns whether it says that it is running, and no process has it open. */
    public boolean isAbandoned() {
        try {
            return RunState.read(directory)
                    .filter(state -> state.reason().equals(RunState.KILLED))
                    .isPresent();
        } catch (RuntimeException e) {
            return false; // not a status that a run writes
        }
    }

    /** Returns whether the page is made of a file of that name, among others: not of checkpoints and other results. */
    public static boolean isShown(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".jsonl") || name.endsWith(".json") || name.endsWith(".yaml");
    }

    /**
     * Returns the data of the page: JSON, deflated, in base64. While runs train it reads by one thread, else by all.
     */
    public String data() {
        runs.readOneByOne(!isOver());
        return ReportData.read(List.of(directory), runs).encoded();
    }

    /** Returns the page with such data, and the number of their version. */
    public String html(String data, long version) {
        return Page.live(Source.names(List.of(directory)).get(0), data, version);
    }

    /** Returns the policy that a page states in itself, for the header. */
    public static String policy(String html) {
        Matcher policy = POLICY.matcher(html);
        return policy.find() ? policy.group(1) : "default-src 'none'";
    }
}
