// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.option.SettingOptions;
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

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Parameters(paramLabel = "CONFIG", description = "The YAML file to check.")
    private Path config = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        String resolved = ConfigWriter.write((Record) settings.reader().read(config));
        spec.commandLine().getOut().print(resolved);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
