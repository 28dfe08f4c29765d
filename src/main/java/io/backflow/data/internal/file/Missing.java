// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

/** What is done about missing values; what it takes from other sequences it takes from the training part. */
public enum Missing {
    /** Nothing: the first one is an error that names its place. */
    FAIL,
    /** The whole step is left out, as if masked: the state of the network is carried over it. */
    MASK_STEP,
    /** The feature's last value before it in the sequence; its mean over the training part where there is none. */
    CARRY_FORWARD,
    /**
     * On the straight line between the feature's values before and after it in the sequence; at the ends the nearest
     * one, and its mean over the training part where a sequence has none at all.
     */
    INTERPOLATE,
    /** The feature's mean over the training part. */
    MEAN
}
