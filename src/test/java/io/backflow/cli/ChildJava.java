// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.recurrent.internal.vector.VectorModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program in a virtual machine of its own, whose numbers are those of this one. */
final class ChildJava {

    private ChildJava() {}

    /** Returns the command that runs the program with these arguments. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        if (ModuleLayer.boot().findModule(VectorModule.NAME).isPresent()) {
            command.addAll(List.of("--add-modules", VectorModule.NAME));
        } else {
            // A short run is over before the second compiler pays; with vectors it is needed at once.
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(
                List.of("-Dfile.encoding=UTF-8", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Returns the lines that the program wrote to standard error, without the JDK's word on its incubator and without
     * progress, which a busy machine has time for.
     */
    static List<String> errorLines(Path standardError) throws IOException {
        return Files.readAllLines(standardError).stream()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules") && !line.matches(" *\\d+ %  .*"))
                .toList();
    }
}
