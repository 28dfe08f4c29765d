// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

/**
 * What a configuration file can describe: one job, a comparison of many, or what else a command is for.
 *
 * @param <T> the record that is so described
 */
public interface ExperimentConfig<T extends Record> {

    /** Returns the name of the run directory. */
    String name();

    /** Returns the same experiment with all filled in that its other settings decide. */
    T resolved();
}
