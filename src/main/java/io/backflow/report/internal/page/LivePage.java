// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The report of a run directory as a page that fetches its data again when a server tells it to. */
public final class LivePage {

    private static final Pattern POLICY =
            Pattern.compile("<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\">");

    private final Path directory;
    private final RunCache runs = new RunCache();

    /** Makes the page of a directory, which may not be there yet. */
    public LivePage(Path directory) {
        this.directory = directory;
    }

    /** Returns whether its runs are over, so that its files stay as they are. */
    public boolean isOver() {
        String status = RunData.object(directory.resolve("status.json")).text("status");
        return !status.isEmpty() && !status.equals("running");
    }

    /** Returns the data of the page: JSON, deflated, in base64. */
    public String data() {
        return ReportData.read(directory, runs).encoded();
    }

    /** Returns the page with such data. */
    public String html(String data) {
        return Page.live(ReportData.title(directory), data);
    }

    /** Returns the policy that a page states in itself, for the header. */
    public static String policy(String html) {
        Matcher policy = POLICY.matcher(html);
        return policy.find() ? policy.group(1) : "default-src 'none'";
    }
}
