// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import java.util.Locale;

/** Where on its way from the loss to the parameters a gradient was measured. */
public enum Stage {
    /** As backpropagation left it. */
    RAW,
    /** After the clipping policy, before the updater; equal to {@link #RAW} where nothing was clipped. */
    CLIPPED,
    /**
     * What the updater made of it: exactly the parameters before minus the parameters after, without any scale. What
     * DL4J's parameter constraints change afterwards is not in it.
     */
    UPDATE;

    /** Returns the name in lower case, as records and files write it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
