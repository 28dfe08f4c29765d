// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.LoggingOptions;
import io.backflow.config.internal.ConfigReader;
import io.backflow.surface.internal.SurfaceConfig;
import io.backflow.yaml.internal.ConfigWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a configuration. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Check CONFIG and print it with every default filled in; nothing is run.")
final class ValidateCommand implements Callable<Integer>, Failures.Verbose {

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Parameters(paramLabel = "CONFIG", description = "The YAML file to check.")
    private Path config = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        String resolved = ConfigWriter.write((Record) new ConfigReader(SurfaceConfig.KIND).read(config));
        spec.commandLine().getOut().print(resolved);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
