// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.FlowConfig.GateCapture;
import io.backflow.recurrent.internal.kernel.Recorded;

/**
 * What one update is looked at for, besides the norms.
 *
 * @param sampled whether the update is to be recorded, whatever comes after it
 * @param gates what of the gates
 * @param stepLoss whether one step's loss is followed back by itself, if it hides among others
 * @param jacobians whether the Jacobians are taken
 * @param contributions whether the gradient of the recurrent weights is split by step
 */
record Capture(boolean sampled, GateCapture gates, boolean stepLoss, boolean jacobians, boolean contributions) {

    /** Nothing but the norms, of an update that is recorded if it turns out to be the last one. */
    private static final Capture NORMS = new Capture(false, GateCapture.NONE, false, false, false);

    /**
     * Returns what is wanted of an update.
     *
     * @param first whether nothing has been recorded yet: then all of it is
     */
    static Capture of(FlowConfig config, long update, boolean first) {
        if (!config.records()) {
            return NORMS;
        }
        boolean jacobians = isDue(config.jacobians().every(), update, first);
        boolean contributions = isDue(config.contributions().every(), update, first);
        boolean sampled = isDue(config.every(), update, first) || jacobians || contributions;
        return sampled ? new Capture(true, config.gates(), config.stepLoss(), jacobians, contributions) : NORMS;
    }

    private static boolean isDue(int every, long update, boolean first) {
        return every > 0 && (first || update % every == 0);
    }

    boolean wantsGates() {
        return gates != GateCapture.NONE;
    }

    boolean wantsQuantiles() {
        return gates == GateCapture.QUANTILES;
    }

    boolean wantsActivations() {
        return wantsQuantiles() || jacobians || contributions;
    }

    /** Returns what to record of the pass of one step's loss. */
    Recorded ofOneLoss() {
        return new Recorded(false, contributions, contributions);
    }
}
