// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.live.LiveOptions;
import io.backflow.cli.internal.option.Seeds;
import io.backflow.cli.internal.option.SparkOptions;
import io.backflow.cli.internal.plan.RunDocument;
import io.backflow.config.internal.ComparisonConfig;
import io.backflow.result.internal.ComparisonResult;
import io.backflow.result.internal.ComparisonStatistics;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.Experiment;
import io.backflow.run.internal.ExperimentOptions;
import io.backflow.run.internal.RunPlace;
import io.backflow.run.internal.plan.Plan;
import io.backflow.store.internal.RunStatus;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a grid of networks. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Train every combination of cell, clipping and seed that CONFIG names on each of its tasks, and"
                + " compare them. A comparison that was interrupted or killed goes on where it was, each run from"
                + " its last checkpoint. A configuration with more seeds, arms or tasks extends what is there: only"
                + " what is missing is run.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  backflow compare both.yaml --jobs 4",
            "  backflow compare both.yaml --jobs 2 --live",
            "  backflow compare both.yaml --seeds 1-3 --dry-run",
            "  backflow compare both.yaml --spark spark://host:7077"
        })
final class CompareCommand implements Callable<Integer>, Failures.Verbose {

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private SparkOptions spark = new SparkOptions();

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "How many runs go side by side, each on one core; by default as many as there are cores."
                    + " The results do not depend on it.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--seeds",
            paramLabel = "SEEDS",
            converter = Seeds.Converter.class,
            description = "Other seeds than those of CONFIG: 1-5, or 1,3,7.")
    @Nullable
    private Seeds seeds;

    @Option(
            names = ManyRuns.YES,
            description = "Start more than 10,000 runs without a question; without a terminal they are refused else.")
    private boolean yes;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (jobs < 1) {
            throw new ParameterException(spec.commandLine(), "--jobs must be at least 1, got " + jobs);
        }
        ComparisonConfig comparison = options.input
                .settings
                .reader(seeds == null ? List.of() : List.of(seeds.asSetting()))
                .readComparison(options.input.config);
        if (!options.dryRun && !isMeant(comparison.runs())) {
            return ExitCode.INTERRUPTED;
        }
        try (Interrupts interrupts = new Interrupts()) {
            if (options.dryRun) {
                return plan(comparison, interrupts);
            }
            return spark.at(place -> run(comparison, interrupts, place));
        }
    }

    private int plan(ComparisonConfig comparison, Interrupts interrupts) {
        Plan plan;
        ExperimentOptions experiment;
        try (Progress progress = Progress.of(comparison.runs(), interrupts::filesToComplete)) {
            experiment = options.toExperiment(comparison.name(), jobs, progress, interrupts);
            plan = new Experiment(experiment).plan(comparison);
        }
        if (options.json.isAsked()) {
            JsonOption.print(spec, RunDocument.of(plan, experiment.directory()));
            return ExitCode.OK;
        }
        spec.commandLine().getOut().println(Terminal.plan(plan, jobs, experiment.directory()));
        return ExitCode.OK;
    }

    private boolean isMeant(int runs) {
        try {
            Console console = Terminal.isInteractive() ? System.console() : null;
            return ManyRuns.go(runs, yes, console == null ? null : question -> console.readLine("%s", question));
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(spec.commandLine(), String.valueOf(refused.getMessage()), refused);
        }
    }

    @SuppressWarnings("try") // what is served needs no more than to be closed
    private int run(ComparisonConfig comparison, Interrupts interrupts, RunPlace place) {
        ComparisonResult result;
        String name = comparison.name();
        try (LiveOptions.Session live = options.live.open(options.directory(name));
                Progress progress = Progress.of(comparison.runs(), interrupts::filesToComplete)) {
            ExperimentOptions experiment = options.toExperiment(name, jobs, progress, interrupts);
            result = new Experiment(experiment.at(place)).compare(comparison);
        }
        if (options.json.isAsked()) {
            Path report = Reports.make(result.directory(), spec.commandLine());
            JsonOption.print(spec, RunDocument.of(result, report));
            return codeOf(result);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!result.runs().isEmpty()) {
            out.println(Terminal.tables(result.runs()));
        }
        ComparisonStatistics statistics = result.statistics();
        if (statistics != null && !statistics.sentences().isEmpty()) {
            out.println(Terminal.sentences(statistics));
        }
        divergedIn(result)
                .forEach(run -> out.println(Terminal.sentence("Diverged: " + placeOf(run) + ": " + run.reason())));
        if (result.status() != RunStatus.FINISHED) {
            out.println(Terminal.sentence("Interrupted: " + result.reason() + "; the same command goes on from here"));
        }
        out.println("Run directory: " + result.directory());
        Reports.write(result.directory(), spec.commandLine());
        out.flush();
        return codeOf(result);
    }

    private int codeOf(ComparisonResult result) {
        if (result.status() != RunStatus.FINISHED) {
            return ExitCode.INTERRUPTED;
        }
        boolean diverged = !divergedIn(result).isEmpty();
        return options.failOnDivergence && diverged ? ExitCode.DIVERGED : ExitCode.OK;
    }

    private static List<RunSummary> divergedIn(ComparisonResult result) {
        return result.runs().stream()
                .filter(run -> run.status() == RunStatus.DIVERGED)
                .toList();
    }

    /** Returns the run's folder in the run directory. */
    private static String placeOf(RunSummary run) {
        return String.join("/", run.task(), run.cell(), run.clipping(), "seed-" + run.seed());
    }

    @Override
    public boolean isVerbose() {
        return options.input.logging.isVerbose();
    }
}
