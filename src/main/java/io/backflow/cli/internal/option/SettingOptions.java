// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.option;

import io.backflow.config.internal.ConfigReader;
import io.backflow.surface.internal.SurfaceConfig;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The values that the command line puts into a configuration. */
public final class SettingOptions {

    @Option(
            names = ConfigReader.SET,
            paramLabel = "KEY=VALUE",
            description = "Put VALUE, as YAML, into CONFIG before it is checked; may be given again. KEY is a path:"
                    + " training.iterations, tasks[0].name, cells.*.units.")
    private List<String> assignments = new ArrayList<>();

    /** Returns what reads a configuration with these values. */
    public ConfigReader reader() {
        return reader(List.of());
    }

    /** Returns what reads a configuration with these values, and others after them. */
    public ConfigReader reader(List<String> more) {
        List<String> all = new ArrayList<>(assignments);
        all.addAll(more);
        return new ConfigReader(SurfaceConfig.KIND).with(all);
    }
}
