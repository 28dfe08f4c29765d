// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.cluster;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an engine is asked to work.
 *
 * @param master who gives out its machines
 * @param shared a folder that all machines have at the same place, in which runs keep checkpoints; null if there is
 *     none
 * @param settings the engine's own, by their names
 */
public record ClusterOptions(String master, @Nullable Path shared, Map<String, String> settings) {

    /** Copies the settings, in their order. */
    public ClusterOptions {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
}
