package io.backflow.surface.internal;

import io.backflow.config.ExperimentConfig;
import io.backflow.config.JobConfig;
import io.backflow.config.RunName;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
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
        implements ExperimentConfig {

    /** Checks the rules. */
    public SurfaceConfig {
        RunName.check(new Rules(), "name", name).enforce();
    }

    /** Returns the same surface under another name. */
    public SurfaceConfig withName(String newName) {
        return new SurfaceConfig(newName, surface, w, b, descent);
    }
}
