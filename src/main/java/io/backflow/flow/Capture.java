// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.LayerQuantity.Need;
import io.backflow.gradient.Cadence;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.List;

/**
 * What one update is looked at for, besides the norms.
 *
 * @param sampled whether the update is to be recorded, whatever comes after it
 * @param stepLoss whether one step's loss is followed back by itself, if it drowns among others
 * @param quantities what is measured besides the profiles
 */
record Capture(boolean sampled, boolean stepLoss, List<LayerQuantity<?>> quantities) {

    /** Nothing but the norms, of an update that is recorded if it turns out to be the last one. */
    private static final Capture NORMS = new Capture(false, false, List.of());

    /**
     * Returns what is wanted of an update.
     *
     * @param first whether nothing has been recorded yet: then all of it is
     */
    static Capture of(FlowPlan plan, long update, boolean first) {
        boolean sampled = plan.profiles().isDue(update, first);
        for (LayerQuantity<?> quantity : plan.quantities()) {
            sampled |= quantity.cadence().isDue(update, first);
        }
        if (!sampled) {
            return NORMS;
        }
        List<LayerQuantity<?>> due = plan.quantities().stream()
                .filter(quantity -> isMeasured(quantity.cadence(), update, first))
                .<LayerQuantity<?>>map(quantity -> quantity)
                .toList();
        return new Capture(true, plan.stepLoss(), due);
    }

    private static boolean isMeasured(Cadence cadence, long update, boolean first) {
        return cadence.withRecords() || cadence.isDue(update, first);
    }

    boolean needs(Need need) {
        for (LayerQuantity<?> quantity : quantities) {
            if (quantity.needs().contains(need)) {
                return true;
            }
        }
        return false;
    }

    /** Returns what to record of the pass of one step's loss. */
    Recorded ofStepLoss() {
        Recorded wanted = Recorded.NORMS;
        for (LayerQuantity<?> quantity : quantities) {
            if (quantity.measuresStepLoss()) {
                wanted = wanted.or(new Recorded(
                        quantity.needs().contains(Need.GATES),
                        quantity.needs().contains(Need.QUANTILES),
                        quantity.needs().contains(Need.ACTIVATIONS),
                        quantity.needs().contains(Need.ERRORS)));
            }
        }
        return wanted;
    }
}
