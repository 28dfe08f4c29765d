// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import org.jspecify.annotations.Nullable;

/** Training data whose curriculum may grow on success. */
public interface Growing {

    /** Returns how far the curriculum has come, which is part of the position; null if none grows on success. */
    @Nullable
    Growth growth();
}
