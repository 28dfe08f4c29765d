// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.flow.FlowConfig;
import io.backflow.setting.Rules;
import org.jspecify.annotations.Nullable;

/**
 * Whose implementation computes the recurrent layers; the network's configuration and parameters are DL4J's either way.
 */
public enum LayersConfig {
    /** Ours: exact under masks and truncated BPTT, and faster. */
    BACKFLOW,
    /** DL4J's own, for comparison; a GRU, which DL4J lacks, stays ours. */
    DEEPLEARNING4J;

    /** Returns what is recorded of the flow where nothing else is said; null if such layers do not hand it out. */
    @Nullable
    FlowConfig orDefault(@Nullable FlowConfig given) {
        return given == null && this == BACKFLOW ? FlowConfig.DEFAULT : given;
    }

    /** Adds the rule that is broken where the flow through time is asked of layers that do not hand it out. */
    void checkFits(@Nullable FlowConfig flow, Rules rules) {
        rules.require(
                this == BACKFLOW || flow == null || !flow.records(),
                "flow",
                "must not be given with layers deeplearning4j, which do not show what they see at each time step"
                        + " (say layers: backflow)",
                "one with every = " + (flow == null ? 0 : flow.every()));
    }
}
