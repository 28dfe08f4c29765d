// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.cluster;

import org.jspecify.annotations.Nullable;

/** Thrown when an engine, or a machine of it, cannot be used as it is. */
public final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Makes an exception with a message for the user. */
    public ClusterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
