// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.runs;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.Screen;
import io.backflow.cli.internal.Verbose;
import io.backflow.report.internal.listing.ComparisonPage;
import io.backflow.report.internal.listing.RunPage;
import io.backflow.result.internal.ArmSummary;
import io.backflow.result.internal.ComparisonStatistics;
import io.backflow.result.internal.GradientSummary;
import io.backflow.result.internal.RunSummary;
import io.backflow.result.internal.listing.ConfigurationText;
import io.backflow.result.internal.listing.FoundRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one run or comparison. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show the run or comparison in DIR on one screen: configuration in short, status and why, metrics"
                + " beside their baseline, gradient norms, clipping, verdict on the flow through time, where the report"
                + " is.",
        footerHeading = "%nExamples:%n",
        footer = {"  backflow show runs/job", "  backflow show runs/job --json"})
public final class ShowCommand implements Callable<Integer>, Verbose {

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(paramLabel = "DIR", description = "A run directory, as train and compare leave it.")
    private Path directory = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        FoundRun run = RunFolder.read(directory, "DIR", spec);
        if (json.isAsked()) {
            JsonOption.print(spec, run.isComparison() ? comparison(run) : run(run));
            return CommandLine.ExitCode.OK;
        }
        spec.commandLine()
                .getOut()
                .print(
                        run.isComparison()
                                ? ComparisonPage.of(run, Screen.width(), Screen.style())
                                : RunPage.of(run, Screen.width()));
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private static Map<String, Object> run(FoundRun run) {
        Map<String, Object> document = document(run);
        RunSummary summary = run.summary();
        GradientSummary gradients = RunPage.gradients(run.directory());
        if (summary != null) {
            document.put("summary", summary);
        }
        if (gradients != null) {
            document.put("gradients", gradients);
        }
        return document;
    }

    private static Map<String, Object> comparison(FoundRun run) {
        Map<String, Object> document = document(run);
        List<RunSummary> results = ComparisonPage.results(run);
        document.put("arms", ArmSummary.group(results));
        if (!results.isEmpty()) {
            document.put("statistics", ComparisonStatistics.of(results));
        }
        document.put("runs", run.runs().stream().map(RunDocuments::of).toList());
        return document;
    }

    private static Map<String, Object> document(FoundRun run) {
        Map<String, Object> document = new LinkedHashMap<>(RunDocuments.of(run));
        Path report = run.directory().resolve("report.html");
        document.put("report", Files.isRegularFile(report) ? report.toString() : null);
        document.put("configuration", ConfigurationText.read(run.directory()).leaves());
        return document;
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
