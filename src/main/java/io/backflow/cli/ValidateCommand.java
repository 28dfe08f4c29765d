// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.JsonTree;
import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.option.SettingOptions;
import io.backflow.yaml.internal.ConfigWriter;
import java.nio.file.Path;
import java.util.Map;
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
        description = "Check CONFIG and print it with every default filled in; nothing is run.",
        footerHeading = "%nExamples:%n",
        footer = {"  backflow validate job.yaml", "  backflow validate both.yaml --set cells.*.units=100 --json"})
final class ValidateCommand implements Callable<Integer>, Failures.Verbose {

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(paramLabel = "CONFIG", description = "The YAML file to check.")
    private Path config = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Record read = (Record) settings.reader().read(config);
        if (json.isAsked()) {
            JsonOption.print(spec, Map.of("configuration", JsonTree.of(read)));
            return ExitCode.OK;
        }
        String resolved = ConfigWriter.write(read);
        spec.commandLine().getOut().print(resolved);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
