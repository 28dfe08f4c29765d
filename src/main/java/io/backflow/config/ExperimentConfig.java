package io.backflow.config;

import org.jspecify.annotations.Nullable;

/** What a configuration file can describe: one job, or a comparison of many. */
public sealed interface ExperimentConfig permits JobConfig, ComparisonConfig {

    /** Returns the name of the run directory; null only if built in Java without one, as a reader always gives one. */
    @Nullable
    String name();
}
