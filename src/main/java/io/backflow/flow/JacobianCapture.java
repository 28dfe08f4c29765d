// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.jacobian.JacobianOptions;
import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.flow.jacobian.internal.JacobianMeter;
import io.backflow.flow.profile.LabelledSteps;
import io.backflow.gradient.Cadence;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import io.backflow.setting.Unwrapped;
import java.util.Optional;
import java.util.Set;

/**
 * How often the Jacobians through time are taken, and which.
 *
 * <p>Seldom by default: one record costs up to 700 million multiplications and some eigenvalues, which is nothing in a
 * thousand updates of whatever network.
 *
 * @param every in updates; the first is looked at besides. 0 is never
 * @param options which examples, lags and spectra; their keys stand beside {@code every}
 */
@TypeName("jacobians")
public record JacobianCapture(
        @Default("1000") int every,
        @Unwrapped @Default("{}") JacobianOptions options) implements LayerQuantity<JacobianRecord> {

    /** Takes Jacobians in the first and in every thousandth update. */
    public static final JacobianCapture DEFAULT = every(1000);

    /** Never takes Jacobians. */
    public static final JacobianCapture NONE = every(0);

    /** Checks the rules. */
    public JacobianCapture {
        new Rules().atLeast("every", every, 0).enforce();
    }

    /** Returns a capture with the default options in every n-th update. */
    public static JacobianCapture every(int updates) {
        return new JacobianCapture(updates, JacobianOptions.DEFAULT);
    }

    @Override
    public String name() {
        return "jacobians";
    }

    @Override
    public Cadence cadence() {
        return Cadence.every(every);
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.ACTIVATIONS, Need.WEIGHTS);
    }

    /**
     * Takes the products of Jacobians that end at the last labelled step. Where errors enter at the first step only,
     * they end at the last step.
     */
    @Override
    public Optional<JacobianRecord> measure(LayerQuantity.LayerMoment moment) {
        BackwardTrace trace = moment.trace();
        LabelledSteps labelled = moment.labelled();
        boolean reachesBack = !labelled.isEmpty() && labelled.last() > trace.firstStep();
        int to = reachesBack ? labelled.last() : trace.steps() - 1;
        return moment.weights()
                .map(weights -> new JacobianMeter(options)
                        .measure(weights, trace, trace.activations().orElseThrow()::masked, to));
    }
}
