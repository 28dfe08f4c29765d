// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import java.util.Locale;

/** The stage of an update at which a gradient is measured. */
public enum Stage {
    /** The gradient as backpropagation computed it. */
    RAW,
    /** After the clipping policy, before the updater; equal to {@link #RAW} where nothing was clipped. */
    CLIPPED,
    /**
     * The step that the updater made of the gradient. It is exactly the parameters before minus the parameters after,
     * without any scale. What DL4J's parameter constraints change afterwards is not in it.
     */
    UPDATE;

    /** Returns the name in lower case, as records and files write it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
