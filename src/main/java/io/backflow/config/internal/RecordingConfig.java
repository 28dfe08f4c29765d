// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.flow.FlowConfig;
import io.backflow.gradient.GradientQuantity;
import io.backflow.gradient.Quantity;
import io.backflow.gradient.Scale;
import io.backflow.record.SinkConfig;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often gradients are recorded, in which scale, what else is measured, and where records go besides.
 *
 * @param every in iterations; the first, the last, clipped and non-finite ones are recorded besides
 * @param scale what the norms in {@code gradients.jsonl} are summed or averaged over
 * @param measure quantities besides the norms and the flow, each by its type: of gradients in {@code measured.jsonl},
 *     of layers in {@code flow.jsonl}
 * @param sinks where all records go besides the run's own files, each by its type
 */
public record RecordingConfig(
        @Default("10") int every,
        @Default("mean") Scale scale,
        @Nullable List<Quantity> measure,
        @Nullable List<SinkConfig> sinks) {

    /** Checks the rules. */
    public RecordingConfig {
        measure = measure == null ? null : List.copyOf(measure);
        sinks = sinks == null ? null : List.copyOf(sinks);
        Rules rules = new Rules().atLeast("every", every, 1);
        if (measure != null) {
            rules.require(!measure.isEmpty(), "measure", "must have at least one element", "none");
            QuantityFit.check(measure, "measure", rules);
        }
        if (sinks != null) {
            rules.require(!sinks.isEmpty(), "sinks", "must have at least one element", "none");
            SinkFit.checkFiles(sinks, "sinks", rules);
        }
        rules.enforce();
    }

    /** Records minibatch means. */
    public RecordingConfig(int every) {
        this(every, Scale.MEAN, null, null);
    }

    /** Returns what is measured besides the norms and the flow. */
    public List<Quantity> quantities() {
        return measure == null ? List.of() : measure;
    }

    /** Returns those quantities that are measured of the gradient of the whole network. */
    public List<GradientQuantity<?>> ofGradients() {
        List<GradientQuantity<?>> ofGradients = new ArrayList<>();
        for (Quantity quantity : quantities()) {
            if (quantity instanceof GradientQuantity<?> ofGradient) {
                ofGradients.add(ofGradient);
            }
        }
        return ofGradients;
    }

    /** Returns those quantities that are measured of the backward passes of layers. */
    public List<Quantity> ofLayers() {
        return quantities().stream()
                .filter(quantity -> !(quantity instanceof GradientQuantity))
                .toList();
    }

    /** Returns where records go besides the run's own files. */
    public List<SinkConfig> moreSinks() {
        return sinks == null ? List.of() : sinks;
    }

    /** Adds the rules that quantities break beside the layers and the flow of a job or a comparison. */
    void checkFits(LayersConfig layers, @Nullable FlowConfig flow, Rules rules) {
        QuantityFit.checkLayers(quantities(), "recording.measure", layers, layers.orDefault(flow), rules);
    }

    /** Adds the rules that sinks break where several runs have them. */
    void checkFitsSeveral(Rules rules) {
        SinkFit.checkApart(moreSinks(), "recording.sinks", rules);
    }
}
