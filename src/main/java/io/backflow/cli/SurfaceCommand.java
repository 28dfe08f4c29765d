// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.option.SettingOptions;
import io.backflow.report.internal.Figures;
import io.backflow.surface.internal.Surface;
import io.backflow.surface.internal.SurfaceConfig;
import io.backflow.surface.internal.SurfaceImage;
import io.backflow.surface.internal.SurfacePoint;
import io.backflow.surface.internal.SurfaceRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws an error surface. */
@Command(
        name = "surface",
        mixinStandardHelpOptions = true,
        description = "Compute the error of one recurrent unit over its weight and bias, as CONFIG says, and gradient"
                + " descent over it with and without clipping: as CSV and as an image.",
        footerHeading = "%nExample:%n",
        footer = "  backflow surface cliff.yaml --run-dir runs/cliff")
final class SurfaceCommand implements Callable<Integer>, Failures.Verbose {

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Parameters(paramLabel = "CONFIG", description = "The YAML file that says what to draw.")
    private Path config = Path.of("");

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            description = "Where the results are written; by default runs/NAME, with the configuration's name.")
    @Nullable
    private Path runDirectory;

    @Option(names = "--force", description = "Replace a finished run.")
    private boolean force;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        SurfaceConfig described = settings.reader().read(config, SurfaceConfig.KIND);
        Path directory = runDirectory == null ? Path.of("runs").resolve(described.name()) : runDirectory;
        Surface surface = new SurfaceRun(SurfaceImage::draw, Clock.systemUTC()).execute(described, directory, force);
        PrintWriter out = spec.commandLine().getOut();
        SurfacePoint steepest = surface.steepest();
        out.println("The longest gradient of the grid, " + Figures.norm(steepest.gradientNorm()) + ", is at w = "
                + Figures.norm(steepest.w()) + ", b = " + Figures.norm(steepest.b()));
        int thrown = surface.longestStep();
        out.println("Without clipping, update " + (thrown + 1) + " of gradient descent moves it by "
                + Figures.norm(
                        distance(surface.plain().get(thrown), surface.plain().get(thrown + 1)))
                + "; with it no update moves it by more than "
                + Figures.norm(
                        described.descent().learningRate() * described.descent().maxNorm()));
        out.println("Run directory: " + directory);
        out.flush();
        return ExitCode.OK;
    }

    private static double distance(SurfacePoint from, SurfacePoint to) {
        return Math.hypot(to.w() - from.w(), to.b() - from.b());
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
