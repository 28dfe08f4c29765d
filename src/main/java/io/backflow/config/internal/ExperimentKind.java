// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import java.util.List;

/**
 * One kind of experiment that a configuration file can describe.
 *
 * @param type the record that the file is bound to
 * @param keys keys that no other kind has, by the first of which a file is known
 * @param description what a file of the kind describes, and what does it: {@code an error surface, which `backflow
 *     surface` draws,}
 * @param wanted what is wanted where only this kind will do: {@code an error surface}
 */
public record ExperimentKind<T extends Record & ExperimentConfig<T>>(
        Class<T> type, List<String> keys, String description, String wanted) {

    /** Copies the keys. */
    public ExperimentKind {
        keys = List.copyOf(keys);
    }
}
