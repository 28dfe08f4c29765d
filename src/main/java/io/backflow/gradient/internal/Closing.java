// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Closes several things, all of them whichever fails. */
public final class Closing {

    private Closing() {}

    /** Closes in that order; throws the first failure in the end, which has the others suppressed. */
    public static void all(List<? extends AutoCloseable> things) {
        @Nullable RuntimeException first = null;
        for (AutoCloseable thing : things) {
            try {
                thing.close();
            } catch (Exception e) {
                RuntimeException failure =
                        e instanceof RuntimeException runtime ? runtime : new IllegalStateException("Cannot close", e);
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Closes things that are of no use after a failure; returns it, with what fails now suppressed. */
    public static RuntimeException after(RuntimeException failure, List<? extends AutoCloseable> things) {
        try {
            all(things);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }
}
