// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.option.SettingOptions;
import io.backflow.data.DataEnvironment;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands read that train, for results or to look. */
final class InputOptions {

    @Mixin
    LoggingOptions logging = new LoggingOptions();

    @Parameters(paramLabel = "CONFIG", description = "The YAML file that says what to do.")
    Path config = Path.of("");

    @Mixin
    SettingOptions settings = new SettingOptions();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "A folder with data sets, as DATASET/FILE, that is used instead of downloading them."
                    + " The environment variable BACKFLOW_DATA says the same.")
    @Nullable
    Path dataDirectory;

    DataEnvironment data(DownloadProgress progress) {
        return DataFiles.of(dataDirectory, System.getenv(), Path.of(System.getProperty("user.home")), progress);
    }
}
