// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Mapping;
import java.util.Optional;

/** Says what to write instead of a name that a configuration does not know. */
public interface NameAdvice {

    /** Knows nothing. */
    NameAdvice NONE = new NameAdvice() {
        @Override
        public Optional<String> ofKey(String key, Mapping mapping) {
            return Optional.empty();
        }

        @Override
        public Optional<String> ofChoice(Class<?> type, String name, Mapping mapping) {
            return Optional.empty();
        }
    };

    /**
     * Returns the advice for an unknown key.
     *
     * @param mapping where it stands
     */
    Optional<String> ofKey(String key, Mapping mapping);

    /**
     * Returns the advice for an unknown name of a choice.
     *
     * @param type the interface of which a record was to be chosen
     * @param mapping where the name stands; empty if it stands alone
     */
    Optional<String> ofChoice(Class<?> type, String name, Mapping mapping);
}
