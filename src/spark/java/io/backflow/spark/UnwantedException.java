// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

/** Thrown when nobody waits for a run any more, as when another attempt was faster. */
final class UnwantedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnwantedException(String why) {
        super(why);
    }
}
