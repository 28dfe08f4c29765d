// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.report.internal.page.HtmlReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;

/** The report at the end of a command. */
final class Reports {

    private Reports() {}

    /** Writes the report and says where it is; the results stand whether or not it can be written. */
    static void write(Path directory, CommandLine command) {
        PrintWriter out = command.getOut();
        try {
            out.println("Report: " + HtmlReport.write(directory));
        } catch (RuntimeException e) {
            command.getErr().println("No report was made: " + e.getMessage());
            command.getErr().flush();
        }
    }
}
