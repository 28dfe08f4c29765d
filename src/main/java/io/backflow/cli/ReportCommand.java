// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.JsonOption;
import io.backflow.report.internal.page.HtmlReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the report of a run directory. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Make the report of the run or comparison in DIR, as DIR/report.html: one page for a browser that"
                + " needs no network. train and compare make it at their end; this makes it again, also while they"
                + " run.",
        footerHeading = "%nExample:%n",
        footer = "  backflow report runs/job")
final class ReportCommand implements Callable<Integer> {

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(paramLabel = "DIR", description = "A run directory, as train and compare leave it.")
    private Path directory = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(
                    spec.commandLine(), "DIR must be a run directory, and " + directory + " is no directory");
        }
        if (!HtmlReport.isOfRuns(directory)) {
            throw new ParameterException(
                    spec.commandLine(), "DIR must be a run directory, and " + directory + " holds no metrics.jsonl");
        }
        Path report = HtmlReport.write(directory);
        if (json.isAsked()) {
            JsonOption.print(spec, Map.of("report", report.toString()));
            return ExitCode.OK;
        }
        spec.commandLine().getOut().println("Report: " + report);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
