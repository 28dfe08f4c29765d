// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import io.backflow.config.internal.ExperimentConfig;
import io.backflow.config.internal.ExperimentKind;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.RunName;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The error of one recurrent unit over its weight and its bias, with a wall that throws gradient descent back.
 *
 * @param name names the run directory, as in {@link JobConfig}; null takes the name of the file
 * @param surface the unit
 * @param w values of the recurrent weight
 * @param b values of the bias
 * @param descent gradient descent over the surface
 */
public record SurfaceConfig(
        @Nullable String name, @Default("{}") UnitConfig surface, AxisConfig w, AxisConfig b, DescentConfig descent)
        implements ExperimentConfig<SurfaceConfig> {

    /** What a reader has to know to read one. */
    public static final ExperimentKind<SurfaceConfig> KIND = new ExperimentKind<>(
            SurfaceConfig.class,
            List.of("surface"),
            "an error surface, which `backflow surface` draws,",
            "an error surface");

    /** Checks the rules. */
    public SurfaceConfig {
        name = RunName.orDefault(name);
        RunName.check(new Rules(), "name", name).enforce();
    }

    @Override
    public String name() {
        return Objects.requireNonNull(name);
    }

    @Override
    public SurfaceConfig resolved() {
        return this;
    }
}
