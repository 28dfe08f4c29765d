// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.runs;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.Screen;
import io.backflow.cli.internal.Verbose;
import io.backflow.report.internal.listing.RunList;
import io.backflow.result.internal.listing.FoundRun;
import io.backflow.result.internal.listing.RunFinder;
import io.backflow.result.internal.listing.RunSelection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists runs. */
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List the runs and comparisons below DIR: status, task and arm, metric on the test split, verdict"
                + " on the flow through time, and when. A directory that cannot be read is listed as broken.",
        footerHeading = "%nExamples:%n",
        footer = {"  backflow ls", "  backflow ls runs --status diverged,failed --sort when"})
public final class LsCommand implements Callable<Integer>, Verbose {

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            defaultValue = "runs",
            description = "Where to look; by default ${DEFAULT-VALUE}.")
    private Path folder = Path.of("runs");

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            split = ",",
            description = "Only runs of these: finished, running, interrupted, diverged, failed, broken.")
    private Set<String> statuses = Set.of();

    @Option(
            names = "--verdict",
            paramLabel = "VERDICT",
            split = ",",
            description = "Only runs whose gradient in the end was so: healthy, vanishing, exploding, ...")
    private Set<String> verdicts = Set.of();

    @Option(
            names = "--match",
            paramLabel = "TEXT",
            description = "Only runs whose path, task, cell or clipping contains TEXT; may be repeated.")
    private List<String> names = List.of();

    @Option(
            names = "--sort",
            paramLabel = "KEY",
            defaultValue = "name",
            description = "By name, when (latest first), status (broken first) or metric (best first).")
    private RunSelection.Order order = RunSelection.Order.NAME;

    @Option(
            names = {"-r", "--reverse"},
            description = "The other way round.")
    private boolean reverse;

    @Option(names = "--no-runs", description = "One line for a comparison, none for its runs.")
    private boolean noRuns;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(
                    spec.commandLine(), "DIR must be a folder with runs, and " + folder + " is no directory");
        }
        for (String status : statuses) {
            if (!RunSelection.statusNames().contains(status)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--status must be among " + RunSelection.statusNames() + ", got '" + status + "'");
            }
        }
        List<FoundRun> found = new RunSelection(statuses, names, verdicts, order, reverse).of(RunFinder.find(folder));
        if (json.isAsked()) {
            JsonOption.print(
                    spec, Map.of("runs", found.stream().map(this::document).toList()));
        } else {
            spec.commandLine()
                    .getOut()
                    .print(
                            found.isEmpty()
                                    ? "No such run below " + folder + System.lineSeparator()
                                    : RunList.of(
                                            found,
                                            folder,
                                            !noRuns,
                                            ZoneId.systemDefault(),
                                            Screen.width(),
                                            Screen.style()));
            spec.commandLine().getOut().flush();
        }
        return CommandLine.ExitCode.OK;
    }

    private Map<String, Object> document(FoundRun run) {
        Map<String, Object> document = RunDocuments.of(run);
        if (run.isComparison() && !noRuns) {
            document.put("runs", run.runs().stream().map(RunDocuments::of).toList());
        }
        return new LinkedHashMap<>(document);
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
