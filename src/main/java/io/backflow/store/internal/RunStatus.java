// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.util.Locale;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonValue;

/** How far a run came. */
public enum RunStatus {
    /** It is being trained, or its process ended without saying so. */
    RUNNING,
    /** It did all its updates. */
    FINISHED,
    /** A gradient or the loss was not finite and training stopped: a result. */
    DIVERGED,
    /** Somebody asked it to stop; what it had written is complete up to there. */
    INTERRUPTED,
    /** Something broke. */
    FAILED;

    /**
     * Returns the status of that name, as {@link #key()} gives it.
     *
     * @throws IllegalArgumentException if there is none
     */
    @JsonCreator
    public static RunStatus of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    /** Returns whether the run is over and its result stands. */
    public boolean isResult() {
        return this == FINISHED || this == DIVERGED;
    }

    /** Returns the name in lower case, as files write it. */
    @JsonValue
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
