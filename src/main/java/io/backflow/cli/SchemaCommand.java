// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.config.internal.ConfigSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the schema of configurations. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = "Print the JSON schema of configurations, by which editors complete, explain and check them."
                + " With `# yaml-language-server: $schema=FILE` as its first line, a configuration "
                + "names the file that it is in.",
        footerHeading = "%nExample:%n",
        footer = "  backflow schema")
final class SchemaCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(ConfigSchema.text());
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
