// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.LoggingOptions;
import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.ExperimentConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.run.internal.Experiment;
import io.backflow.run.internal.ExperimentOptions;
import io.backflow.run.internal.RecordedNumbers;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a run again from its own record. */
@Command(
        name = "rerun",
        mixinStandardHelpOptions = true,
        description = "Make the run or the comparison in DIR again, as its config.yaml says, in another directory, and"
                + " say whether every number came out the same, bit for bit; if not, which is the first that did not.",
        footerHeading = "%nExamples:%n",
        footer = {"  backflow rerun runs/job", "  backflow rerun runs/job --run-dir runs/again --json"})
final class RerunCommand implements Callable<Integer>, Failures.Verbose {

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(paramLabel = "DIR", description = "The directory of a run or comparison that is over.")
    private Path directory = Path.of("");

    @Option(names = "--run-dir", paramLabel = "NEW", description = "Where the run is made again; by default DIR-rerun.")
    private @Nullable Path newDirectory;

    @Option(names = "--force", description = "Start anew in a directory with a run.")
    private boolean force;

    @Option(
            names = "--data-dir",
            paramLabel = "DATA",
            description = "A folder with data sets that is used instead of downloading them.")
    private @Nullable Path dataDirectory;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "How many runs of a comparison go side by side; by default as many as there are cores.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (jobs < 1) {
            throw refused("--jobs must be at least 1, got " + jobs);
        }
        Path old = directory.toAbsolutePath().normalize();
        Path again = newDirectory == null
                ? old.resolveSibling(Objects.requireNonNull(old.getFileName(), "a root") + "-rerun")
                : newDirectory.toAbsolutePath().normalize();
        if (again.startsWith(old) || old.startsWith(again)) {
            throw refused("--run-dir must name another directory than " + directory + ", outside it, got " + again);
        }
        if (!RunDirectory.holdsResult(old)) {
            throw refused("The directory " + directory + " holds no run that is over");
        }
        ExperimentConfig<?> config = new ConfigReader().read(old.resolve(RunDirectory.CONFIG));
        try (Interrupts interrupts = new Interrupts()) {
            return rerun(config, old, again, interrupts);
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private int rerun(ExperimentConfig<?> config, Path old, Path again, Interrupts interrupts) {
        List<String> runs = config instanceof ComparisonConfig comparison
                ? comparison.jobs().stream()
                        .map(job -> String.valueOf(job.name()))
                        .toList()
                : List.of("");
        RunStatus status;
        try (Progress progress = Progress.of(runs.size(), interrupts::filesToComplete)) {
            Experiment experiment = new Experiment(new ExperimentOptions(
                    again,
                    force,
                    jobs,
                    DataFiles.of(dataDirectory, System.getenv(), Path.of(System.getProperty("user.home")), progress),
                    progress,
                    interrupts.cancellation(),
                    Clock.systemUTC()));
            status = config instanceof ComparisonConfig comparison
                    ? experiment.compare(comparison).status()
                    : experiment.train((JobConfig) config).status();
        }
        RecordedNumbers.Outcome outcome = status.isResult() ? compare(runs, old, again) : null;
        if (json.isAsked()) {
            JsonOption.print(spec, document(status, outcome, again));
        } else {
            print(runs, outcome, again);
        }
        if (outcome == null) {
            return ExitCode.INTERRUPTED;
        }
        return outcome.difference() == null ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    /** Compares until something differs, which then names its run. */
    private static RecordedNumbers.Outcome compare(List<String> runs, Path old, Path again) {
        long compared = 0;
        for (String run : runs) {
            RecordedNumbers.Outcome outcome = RecordedNumbers.compare(old.resolve(run), again.resolve(run));
            compared += outcome.compared();
            if (outcome.difference() != null) {
                return new RecordedNumbers.Outcome(compared, (run.isEmpty() ? "" : run + "/") + outcome.difference());
            }
        }
        return new RecordedNumbers.Outcome(compared, null);
    }

    private static Map<String, @Nullable Object> document(
            RunStatus status, RecordedNumbers.@Nullable Outcome outcome, Path again) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("directory", again.toString());
        document.put("status", status.key());
        document.put("same", outcome == null ? null : outcome.difference() == null);
        document.put("compared", outcome == null ? 0 : outcome.compared());
        document.put("difference", outcome == null ? null : outcome.difference());
        return document;
    }

    private void print(List<String> runs, RecordedNumbers.@Nullable Outcome outcome, Path again) {
        PrintWriter out = spec.commandLine().getOut();
        if (outcome == null) {
            out.println("Interrupted; the same command goes on from here");
        } else if (outcome.difference() != null) {
            out.println("Not the same: " + outcome.difference() + "; "
                    + String.format(Locale.ROOT, "%,d", outcome.compared()) + " values before it are the same");
        } else {
            out.println("The same, bit for bit: " + String.format(Locale.ROOT, "%,d", outcome.compared())
                    + " values of " + (runs.size() == 1 ? "1 run" : runs.size() + " runs"));
        }
        out.println("Run directory: " + again);
        out.flush();
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
