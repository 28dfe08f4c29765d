// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.contribution.ContributionRecord;
import io.backflow.flow.contribution.internal.RecurrentContributions;
import io.backflow.gradient.Cadence;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.util.Optional;
import java.util.Set;

/**
 * How often the gradient of the recurrent weights is split by time step.
 *
 * @param every in updates; the first is looked at besides. 0 is never
 */
@TypeName("contributions")
public record ContributionCapture(@Default("1000") int every) implements LayerQuantity<ContributionRecord> {

    /** Splits the gradient in the first and in every thousandth update. */
    public static final ContributionCapture DEFAULT = new ContributionCapture(1000);

    /** Never splits the gradient. */
    public static final ContributionCapture NONE = new ContributionCapture(0);

    /** Checks the rules. */
    public ContributionCapture {
        new Rules().atLeast("every", every, 0).enforce();
    }

    @Override
    public String name() {
        return "contributions";
    }

    @Override
    public Cadence cadence() {
        return Cadence.every(every);
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.ACTIVATIONS, Need.ERRORS);
    }

    @Override
    public boolean measuresStepLoss() {
        return true;
    }

    @Override
    public Optional<ContributionRecord> measure(LayerQuantity.LayerMoment moment) {
        return Optional.of(
                moment.lossStep().isEmpty()
                        ? RecurrentContributions.of(moment.trace())
                        : RecurrentContributions.ofStepLoss(
                                moment.trace(), moment.lossStep().getAsInt()));
    }
}
