// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.CompletionCommand;
import io.backflow.cli.internal.data.InitCommand;
import io.backflow.cli.internal.doctor.DoctorCommand;
import io.backflow.cli.internal.live.WatchCommand;
import io.backflow.cli.internal.predict.GenerateCommand;
import io.backflow.cli.internal.predict.PredictCommand;
import io.backflow.cli.internal.runs.DiffCommand;
import io.backflow.cli.internal.runs.ExportCommand;
import io.backflow.cli.internal.runs.LsCommand;
import io.backflow.cli.internal.runs.ShowCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code backflow} command. */
@Command(
        name = "backflow",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Trains and compares recurrent networks, and shows how their gradients flow back through time.",
        subcommands = {
            InitCommand.class,
            TrainCommand.class,
            CompareCommand.class,
            RerunCommand.class,
            AdviseCommand.class,
            AuditCommand.class,
            ReportCommand.class,
            WatchCommand.class,
            LsCommand.class,
            ShowCommand.class,
            DiffCommand.class,
            ExportCommand.class,
            PredictCommand.class,
            GenerateCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            SurfaceCommand.class,
            DataCommand.class,
            DatasetsCommand.class,
            FetchCommand.class,
            ValidateCommand.class,
            SchemaCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a fault of the program",
            "2:wrong arguments, or a run directory or other output that cannot be used",
            "3:a configuration that cannot be read or breaks a rule",
            "4:data that cannot be had or is invalid",
            "5:a run diverged and --fail-on-divergence was given",
            "6:a run that was made again gave other numbers",
            "7:doctor found something to do, or audit a wrong gradient",
            "130:interrupted; what was done until then is written"
        },
        footerHeading = "%nExamples; those of a command are in its own help:%n",
        footer = {
            "  backflow init --task adding",
            "  backflow train job.yaml",
            "  backflow show runs/job",
            "  backflow train --help"
        })
public final class Main {

    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param arguments a command and its arguments
     */
    public static void main(String... arguments) {
        // A file of this name in the jar's root would take over the logging of a program that Backflow is plugged into.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "io/backflow/cli/logback-backflow.xml");
        }
        int code = StandardOutput.checked(run(arguments));
        System.err.flush();
        System.exit(code);
    }

    /** Returns the parser of all commands. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setExecutionStrategy(new CommandLine.RunLast());
        commandLine.setExecutionExceptionHandler(Failures::report);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        return commandLine;
    }

    /** Runs a command and returns its exit code. */
    static int run(String... arguments) {
        CommandLine commandLine = commandLine();
        if (arguments.length == 0) {
            commandLine.usage(commandLine.getErr());
            return ExitCode.USAGE;
        }
        try {
            return commandLine.execute(arguments);
        } catch (OutOfMemoryError e) { // picocli hands on exceptions only
            return Failures.outOfMemory(e, commandLine);
        }
    }
}
