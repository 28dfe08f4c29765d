// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import org.jspecify.annotations.Nullable;

/** Thrown when a run cannot start where it was told to; nothing there was changed. */
public final class RunDirectoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Makes an exception with a message for the user. */
    public RunDirectoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
