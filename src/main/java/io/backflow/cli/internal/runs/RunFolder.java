// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.runs;

import io.backflow.result.internal.listing.FoundRun;
import io.backflow.result.internal.listing.RunFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The run directory that an argument names. */
public final class RunFolder {

    private RunFolder() {}

    /** Returns what is in it, or says that it is none. */
    public static FoundRun read(Path directory, String name, CommandSpec spec) {
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(
                    spec.commandLine(), name + " must be a run directory, and " + directory + " is no directory");
        }
        if (!RunFinder.isRunDirectory(directory)) {
            throw new ParameterException(
                    spec.commandLine(),
                    name + " must be a run directory, and " + directory + " is none; backflow ls " + directory
                            + " lists those below it");
        }
        return RunFinder.find(directory).get(0);
    }
}
