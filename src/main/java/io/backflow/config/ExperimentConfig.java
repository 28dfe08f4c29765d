package io.backflow.config;

import org.jspecify.annotations.Nullable;

/** What a configuration file can describe: one job, a comparison of many, or an error surface. */
public interface ExperimentConfig {

    /** Returns the name of the run directory; null only if built in Java without one, as a reader always gives one. */
    @Nullable
    String name();
}
