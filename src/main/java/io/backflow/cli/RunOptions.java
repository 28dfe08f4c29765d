package io.backflow.cli;

import io.backflow.data.DataEnvironment;
import io.backflow.experiment.ExperimentOptions;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments that the commands which train have in common. */
final class RunOptions {

    @Mixin
    LoggingOptions logging = new LoggingOptions();

    @Parameters(paramLabel = "CONFIG", description = "The YAML file that says what to do.")
    Path config = Path.of("");

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            description = "Where the results are written; by default runs/NAME, with the configuration's name.")
    @Nullable
    Path runDirectory;

    @Option(names = "--force", description = "Start anew in a directory with a run that is finished, or could be continued.")
    boolean force;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "A folder with data sets, as DATASET/FILE, that is used instead of downloading them."
                    + " The environment variable BACKFLOW_DATA says the same.")
    @Nullable
    Path dataDirectory;

    @Option(
            names = "--fail-on-divergence",
            description = "End with exit code 5 if a run diverged. Without it, a run that diverged is a result.")
    boolean failOnDivergence;

    ExperimentOptions toExperiment(String name, int jobs, Progress progress, Interrupts interrupts) {
        Path directory = runDirectory == null ? Path.of("runs").resolve(name) : runDirectory;
        DataEnvironment data =
                DataEnvironment.of(dataDirectory, System.getenv(), Path.of(System.getProperty("user.home")), progress);
        return new ExperimentOptions(
                directory, force, jobs, data, progress, interrupts.cancellation(), Clock.systemUTC());
    }
}
