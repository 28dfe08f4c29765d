// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.profile.LagProfile;
import org.jspecify.annotations.Nullable;

/**
 * The lag profiles of one backward pass of a layer.
 *
 * @param hidden of dL/dh
 * @param cellState of dL/dc; null for a cell without a cell state
 */
record LayerProfiles(LagProfile hidden, @Nullable LagProfile cellState) {

    /** Returns the profile that a verdict judges. */
    LagProfile judged() {
        return cellState == null ? hidden : cellState;
    }
}
