// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.report.internal.page.HtmlReport;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The report at the end of a command. */
final class Reports {

    private Reports() {}

    /** Writes the report and says where it is; the results stand whether or not it can be written. */
    static void write(Path directory, CommandLine command) {
        Path report = make(directory, command);
        if (report != null) {
            command.getOut().println("Report: " + report);
        }
    }

    /** Writes the report and returns where it is; null, and a word on standard error, if it cannot be written. */
    static @Nullable Path make(Path directory, CommandLine command) {
        try {
            return HtmlReport.write(directory);
        } catch (RuntimeException e) {
            command.getErr().println("No report was made: " + e.getMessage());
            command.getErr().flush();
            return null;
        }
    }
}
