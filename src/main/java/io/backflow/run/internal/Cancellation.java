// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

/** A request, from another thread, to stop after the minibatch that is being trained on. */
public final class Cancellation {

    private volatile boolean requested;

    /** Asks all runs that hold this object to stop. */
    public void request() {
        requested = true;
    }

    /** Returns whether it was asked. */
    public boolean isRequested() {
        return requested;
    }
}
