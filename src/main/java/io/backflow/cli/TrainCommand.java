// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.live.LiveOptions;
import io.backflow.cli.internal.plan.RunDocument;
import io.backflow.config.internal.JobConfig;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.Experiment;
import io.backflow.run.internal.ExperimentOptions;
import io.backflow.run.internal.plan.Plan;
import io.backflow.store.internal.RunStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Trains one network. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Train one network as CONFIG says. A run that was interrupted or killed goes on from its last"
                + " checkpoint, if CONFIG and the data are still the same, and ends as if it had never stopped.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  backflow train job.yaml",
            "  backflow train job.yaml --live",
            "  backflow train job.yaml --set training.iterations=5 --run-dir runs/short",
            "  backflow train job.yaml --dry-run --json"
        })
final class TrainCommand implements Callable<Integer>, Failures.Verbose {

    @Mixin
    private RunOptions options = new RunOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        JobConfig job = options.input.settings.reader().readJob(options.input.config);
        try (Interrupts interrupts = new Interrupts()) {
            if (options.dryRun) {
                return plan(job, interrupts);
            }
            return run(job, interrupts);
        }
    }

    private int plan(JobConfig job, Interrupts interrupts) {
        Plan plan;
        ExperimentOptions experiment;
        try (Progress progress = Progress.of(1, interrupts::filesToComplete)) {
            experiment = options.toExperiment(job.name(), 1, progress, interrupts);
            plan = new Experiment(experiment).plan(job);
        }
        if (options.json.isAsked()) {
            JsonOption.print(spec, RunDocument.of(plan, experiment.directory()));
            return ExitCode.OK;
        }
        spec.commandLine().getOut().println(Terminal.plan(plan, 1, experiment.directory()));
        return ExitCode.OK;
    }

    @SuppressWarnings("try") // what is served needs no more than to be closed
    private int run(JobConfig job, Interrupts interrupts) {
        RunSummary summary;
        ExperimentOptions experiment;
        try (LiveOptions.Session live = options.live.open(options.directory(job.name()));
                Progress progress = Progress.of(1, interrupts::filesToComplete)) {
            experiment = options.toExperiment(job.name(), 1, progress, interrupts);
            summary = new Experiment(experiment).train(job);
        }
        if (options.json.isAsked()) {
            Path report = Reports.make(experiment.directory(), spec.commandLine());
            JsonOption.print(spec, RunDocument.of(summary, experiment.directory(), report));
            return codeOf(summary);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Terminal.tables(List.of(summary)));
        out.println();
        if (summary.status() == RunStatus.DIVERGED) {
            out.println(Terminal.sentence("The run diverged: " + summary.reason()));
        } else if (summary.status() == RunStatus.INTERRUPTED) {
            out.println(Terminal.sentence(
                    "The run was interrupted: " + summary.reason() + "; the same command goes on from here"));
        }
        out.println("Run directory: " + experiment.directory());
        Reports.write(experiment.directory(), spec.commandLine());
        out.flush();
        return codeOf(summary);
    }

    private int codeOf(RunSummary summary) {
        if (summary.status() == RunStatus.INTERRUPTED) {
            return ExitCode.INTERRUPTED;
        }
        boolean failed = options.failOnDivergence && summary.status() == RunStatus.DIVERGED;
        return failed ? ExitCode.DIVERGED : ExitCode.OK;
    }

    @Override
    public boolean isVerbose() {
        return options.input.logging.isVerbose();
    }
}
