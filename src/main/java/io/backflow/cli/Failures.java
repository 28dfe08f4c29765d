// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.data.DataException;
import io.backflow.run.internal.cluster.ClusterException;
import io.backflow.setting.InvalidSettingException;
import io.backflow.store.internal.RunDirectoryException;
import io.backflow.yaml.internal.ConfigException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Says what went wrong, in one place: the message on standard error, the stack trace only if asked for, the exit code.
 */
final class Failures {

    private Failures() {}

    static int report(Exception failure, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        int code = codeOf(failure);
        if (failure instanceof ConfigException problems) {
            err.println(ProblemReport.of(problems));
        } else if (code == ExitCode.INTERNAL) {
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

    static int outOfMemory(OutOfMemoryError failure, CommandLine commandLine) {
        commandLine
                .getErr()
                .println("backflow: out of memory: " + failure.getMessage()
                        + "; choose fewer units, smaller batches, shorter sequences or fewer --jobs");
        commandLine.getErr().flush();
        return ExitCode.INTERNAL;
    }

    private static int codeOf(Exception failure) {
        if (failure instanceof ConfigException || failure instanceof InvalidSettingException) {
            return ExitCode.CONFIGURATION;
        }
        if (failure instanceof DataException) {
            return ExitCode.DATA;
        }
        // Data is read before a run begins, so that what fails to be read or written during it is the run's own.
        boolean usage = failure instanceof RunDirectoryException
                || failure instanceof UncheckedIOException
                || failure instanceof ClusterException;
        return usage ? ExitCode.USAGE : ExitCode.INTERNAL;
    }

    private static boolean isVerbose(CommandLine commandLine) {
        return commandLine.getCommand() instanceof io.backflow.cli.internal.Verbose command && command.isVerbose();
    }

    /** A command that may be asked for stack traces. */
    interface Verbose extends io.backflow.cli.internal.Verbose {}
}
