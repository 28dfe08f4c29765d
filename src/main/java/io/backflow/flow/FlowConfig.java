package io.backflow.flow;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;

/**
 * What is recorded of the flow through time, and how often.
 *
 * <p>The default writes about 13 kB for an LSTM layer and 100 time steps: 13 MB in 100,000 updates.
 *
 * @param every in updates; the first and the last are recorded besides. 0 records nothing
 * @param gates what is recorded of the gates; of the last update, if {@code every} leaves it out, nothing is
 * @param stepLoss whether, where errors enter at every step, the loss of the last of them is followed back by itself; costs about a
 *     second backward pass in sampled updates
 */
public record FlowConfig(
        @Default("100") int every,
        @Default("quantiles") GateCapture gates,
        @Default("true") boolean stepLoss) {

    /** Every hundredth update, with the gates' quantiles. */
    public static final FlowConfig DEFAULT = new FlowConfig(100, GateCapture.QUANTILES, true);

    /** Nothing. */
    public static final FlowConfig NONE = new FlowConfig(0, GateCapture.NONE, false);

    /** Checks the rules. */
    public FlowConfig {
        new Rules().atLeast("every", every, 0).enforce();
    }

    /** Returns whether anything is recorded. */
    public boolean records() {
        return every > 0;
    }

    boolean samples(long update) {
        return records() && update % every == 0;
    }

    /** What is recorded of the gates. */
    public enum GateCapture {
        /** Nothing. */
        NONE,
        /** Mean activation and saturated share. */
        MEANS,
        /** These, the quantiles of the activations, and the saturated share of the states. */
        QUANTILES
    }
}
