package io.backflow.cli;

import io.backflow.config.ConfigException;
import io.backflow.data.sequence.DataException;
import io.backflow.experiment.RunDirectoryException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Says what went wrong, in one place: the message on standard error, the stack trace only if asked for, the exit code. */
final class Failures {

    private Failures() {}

    static int report(Exception failure, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        int code = codeOf(failure);
        if (code == ExitCode.INTERNAL) {
            err.println("backflow: internal error: " + failure + "; run again with --verbose for the stack trace");
        } else {
            err.println(failure.getMessage());
        }
        if (isVerbose(commandLine)) {
            failure.printStackTrace(err);
        }
        err.flush();
        return code;
    }

    private static int codeOf(Exception failure) {
        if (failure instanceof ConfigException) {
            return ExitCode.CONFIGURATION;
        }
        if (failure instanceof DataException) {
            return ExitCode.DATA;
        }
        return failure instanceof RunDirectoryException ? ExitCode.USAGE : ExitCode.INTERNAL;
    }

    private static boolean isVerbose(CommandLine commandLine) {
        return commandLine.getCommand() instanceof Verbose command && command.isVerbose();
    }

    /** A command that may be asked for stack traces. */
    interface Verbose {
        boolean isVerbose();
    }
}
