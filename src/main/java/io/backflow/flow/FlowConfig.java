// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.gradient.Cadence;
import io.backflow.gradient.Quantity;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of the flow through time, and how often.
 *
 * <p>The default writes about 15 kB for an LSTM layer and 100 time steps: 15 MB in 100,000 updates. An update is
 * recorded if any of the schedules samples it.
 *
 * @param every in updates; the first and the last are recorded besides. 0 records nothing, whatever the other settings
 *     say
 * @param gates what is recorded of the gates; of the last update, if no schedule samples it, nothing is
 * @param stepLoss whether, where errors enter at every step, the loss of ONE of them is followed back by itself; costs
 *     about a second backward pass in sampled updates, and a third in networks with layers that read backwards. With
 *     clipping through time and one loss a sequence, whether that loss is followed back a second time without it
 * @param lossStep which step's loss that is, from 0 on. By default, and in sequences whose labels end before it or
 *     begin after it, the one from which the way back is longest: the last labelled step, and in layers that read
 *     backwards the first. In truncated BPTT it counts within the segment
 * @param jacobians how often the Jacobians through time are taken, and which
 * @param contributions how often the gradient of the recurrent weights is split by time step
 */
public record FlowConfig(
        @Default("100") int every,
        @Default("quantiles") GateCapture gates,
        @Default("true") boolean stepLoss,
        @Nullable Integer lossStep,
        @Default("{}") JacobianCapture jacobians,
        @Default("{}") ContributionCapture contributions) {

    /**
     * Records every hundredth update, with the gates' quantiles. Every thousandth has Jacobians and contributions too.
     */
    public static final FlowConfig DEFAULT = new FlowConfig(
            100, GateCapture.QUANTILES, true, null, JacobianCapture.DEFAULT, ContributionCapture.DEFAULT);

    /** Records nothing. */
    public static final FlowConfig NONE = profiles(0, GateCapture.NONE, false);

    /** Checks the rules. */
    public FlowConfig {
        Rules rules = new Rules().atLeast("every", every, 0);
        if (lossStep != null) {
            rules.atLeast("lossStep", lossStep, 0)
                    .require(stepLoss, "lossStep", "must not be given with stepLoss: false", lossStep);
        }
        rules.enforce();
    }

    /** Returns settings that record lag profiles and gates only. */
    public static FlowConfig profiles(int every, GateCapture gates, boolean stepLoss) {
        return new FlowConfig(every, gates, stepLoss, null, JacobianCapture.NONE, ContributionCapture.NONE);
    }

    /** Returns the same settings with another capture of Jacobians. */
    public FlowConfig with(JacobianCapture other) {
        return new FlowConfig(every, gates, stepLoss, lossStep, other, contributions);
    }

    /** Returns the same settings with another capture of contributions. */
    public FlowConfig with(ContributionCapture other) {
        return new FlowConfig(every, gates, stepLoss, lossStep, jacobians, other);
    }

    /** Returns the same settings with another loss step. */
    public FlowConfig withLossStep(int step) {
        return new FlowConfig(every, gates, true, step, jacobians, contributions);
    }

    /** Returns whether anything is recorded. */
    public boolean records() {
        return every > 0;
    }

    /** Returns the quantities that it asks for, without those that are never measured. */
    public List<Quantity> quantities() {
        if (!records()) {
            return List.of();
        }
        return Stream.<Quantity>of(
                        new LagProfiles(every, stepLoss, lossStep), new GateQuantity(gates), jacobians, contributions)
                .filter(quantity -> !quantity.cadence().equals(Cadence.NEVER))
                .toList();
    }

    /** What is recorded of the gates. */
    public enum GateCapture {
        /** Records nothing. */
        NONE,
        /** Mean activation and saturated share. */
        MEANS,
        /** These, the quantiles of the activations, and the saturated share of the states. */
        QUANTILES
    }
}
