// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.live.LiveOptions;
import io.backflow.run.internal.ExperimentOptions;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments that the commands with a run directory have in common. */
final class RunOptions {

    @Mixin
    InputOptions input = new InputOptions();

    @Mixin
    LiveOptions live = new LiveOptions();

    @Mixin
    JsonOption json = new JsonOption();

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            description = "Where the results are written; by default runs/NAME, with the configuration's name.")
    @Nullable
    Path runDirectory;

    @Option(
            names = "--force",
            description = "Start anew in a directory with a run that is finished, or could be continued.")
    boolean force;

    @Option(
            names = "--dry-run",
            description = "Only say what would be run, with parameters, updates and the time it would take.")
    boolean dryRun;

    @Option(
            names = "--fail-on-divergence",
            description = "End with exit code 5 if a run diverged. Without it, a run that diverged is a result.")
    boolean failOnDivergence;

    /** Returns where the results of a configuration of that name are written. */
    Path directory(String name) {
        return runDirectory == null ? Path.of("runs").resolve(name) : runDirectory;
    }

    ExperimentOptions toExperiment(String name, int jobs, Progress progress, Interrupts interrupts) {
        return new ExperimentOptions(
                directory(name),
                force,
                jobs,
                input.data(progress),
                progress,
                interrupts.cancellation(),
                Clock.systemUTC());
    }
}
