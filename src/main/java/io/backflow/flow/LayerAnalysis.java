// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.contribution.ContributionRecord;
import io.backflow.flow.contribution.RecurrentContributions;
import io.backflow.flow.gate.GateMeter;
import io.backflow.flow.jacobian.JacobianMeter;
import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.flow.jacobian.RecurrentWeights;
import io.backflow.flow.profile.LabelledSteps;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.InstalledLayers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;

/** Looks closer at the layers of an update, as far as that is wanted of it; holds copies of the weights, which the update will change. */
final class LayerAnalysis {

    private final Capture capture;
    private final JacobianMeter meter;
    private final Map<String, RecurrentWeights> weights;

    private LayerAnalysis(Capture capture, JacobianMeter meter, Map<String, RecurrentWeights> weights) {
        this.capture = capture;
        this.meter = meter;
        this.weights = weights;
    }

    /** Prepares the analysis between the backward pass and the update. */
    static LayerAnalysis of(Model model, Capture capture, FlowConfig config) {
        Map<String, RecurrentWeights> weights = new HashMap<>();
        if (capture.jacobians()) {
            InstalledLayers.of(model)
                    .forEach(layer -> weights.put(
                            layer.layer(), RecurrentWeights.of(layer.cell(), layer.recurrent(), layer.bias())));
        }
        return new LayerAnalysis(capture, new JacobianMeter(config.jacobians().options()), weights);
    }

    /** Returns what reads the gates, if they are wanted; another observer may have had them measured. */
    Optional<GateMeter> gates(BackwardTrace trace) {
        return capture.wantsGates() ? Optional.of(new GateMeter(trace, capture.wantsQuantiles())) : Optional.empty();
    }

    /** Returns the Jacobians of products that end at the last labelled step, or at the last step where errors enter at the first only. */
    Optional<JacobianRecord> jacobians(BackwardPass pass, LabelledSteps labelled) {
        RecurrentWeights ofLayer = weights.get(pass.layer());
        if (ofLayer == null) {
            return Optional.empty();
        }
        BackwardTrace trace = pass.trace();
        boolean reachesBack = !labelled.isEmpty() && labelled.last() > trace.firstStep();
        int to = reachesBack ? labelled.last() : trace.steps() - 1;
        return Optional.of(meter.measure(ofLayer, trace, trace.activations().orElseThrow()::held, to));
    }

    /** Returns the parts of the gradient of the recurrent weights, or of the loss of one step alone. */
    Optional<ContributionRecord> contributions(BackwardPass pass, @Nullable Integer lossStep) {
        if (!capture.contributions()) {
            return Optional.empty();
        }
        return Optional.of(
                lossStep == null
                        ? RecurrentContributions.of(pass.trace())
                        : RecurrentContributions.ofOneLoss(pass.trace(), lossStep));
    }
}
