// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.internal.ClippingPlan;
import io.backflow.clipping.internal.GradientClipping;
import io.backflow.flow.FlowListener;
import io.backflow.gradient.GradientListener;
import io.backflow.gradient.GradientNorms;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.Quantity;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.Scale;
import io.backflow.gradient.internal.ExamplePlaces;
import io.backflow.gradient.internal.GradientRecorder;
import io.backflow.gradient.internal.GradientRecording;
import io.backflow.gradient.internal.ListenerPart;
import io.backflow.gradient.internal.QuantityMeters;
import io.backflow.gradient.internal.UpdateEngine;
import io.backflow.gradient.internal.UpdatePart;
import io.backflow.record.ClippingFormat;
import io.backflow.record.FlowFormat;
import io.backflow.record.GradientFormat;
import io.backflow.record.MeasuredFormat;
import io.backflow.record.RecordSink;
import io.backflow.recurrent.internal.InstalledLayers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the engine of an attachment, of parts for what was asked for and no others. */
final class AttachedParts {

    private final TrainedModel model;
    private final WantedQuantities quantities;
    private final RecordSink sink;
    private final ExamplePlaces places;

    AttachedParts(TrainedModel model, WantedQuantities quantities, RecordSink sink, ExamplePlaces places) {
        this.places = places;
        this.model = model;
        this.quantities = quantities;
        this.sink = sink;
    }

    /**
     * Makes the engine.
     *
     * @param clipping makes the plan of clipping out of what takes its records; null if nothing is clipped
     * @throws IllegalStateException if layers are to be measured and none is installed
     */
    UpdateEngine engine(@Nullable Function<Consumer<ClippingRecord>, ClippingPlan> clipping) {
        List<UpdatePart> parts = new ArrayList<>();
        parts.add(new Attendance(model, clipping != null));
        if (clipping != null) {
            GradientClipping clips = clipping(clipping.apply(clips()));
            parts.add(clips.recording());
            parts.add(clips);
        } else {
            quantities
                    .norms()
                    .map(norms -> new GradientRecording(recorder(norms, norms.scale())))
                    .ifPresent(parts::add);
        }
        parts.add(new QuantityMeters(quantities.ofGradient(), sink.accepting(new MeasuredFormat())));
        List<Quantity> ofLayers = quantities.ofLayers();
        if (!ofLayers.isEmpty()) {
            parts.add(new ListenerPart(flow(ofLayers)));
        }
        return new UpdateEngine(parts);
    }

    private GradientClipping clipping(ClippingPlan plan) {
        return new GradientClipping(
                plan,
                quantities.norms().map(norms -> recorder(norms, plan.scale())).orElseGet(() -> unheard(plan.scale())));
    }

    /**
     * Makes a recorder of norms that are wanted.
     *
     * @param asked the scale in which somebody else asks for them
     */
    private GradientRecorder recorder(GradientNorms wanted, Scale asked) {
        Consumer<GradientRecord> gradients = sink.accepting(new GradientFormat());
        return new GradientRecorder(SamplingSchedule.every(wanted.every()), wanted.scale(), asked, gradients, places);
    }

    /** Makes a recorder for clipping alone, whose samples are those records of clipping that have all norms. */
    private GradientRecorder unheard(Scale asked) {
        SamplingSchedule schedule = SamplingSchedule.every(GradientListener.DEFAULT_EVERY);
        return new GradientRecorder(schedule, Scale.MEAN, asked, null, places);
    }

    /** Writes what was done where something was or examples were named, and all that is known of sampled updates. */
    private Consumer<ClippingRecord> clips() {
        ClippingFormat format = new ClippingFormat();
        return clip -> {
            if (clip.isSampled()
                    || clip.action() != Action.UNCHANGED
                    || !clip.miniBatch().largest().isEmpty()) {
                sink.write(format, clip);
            }
        };
    }

    private FlowListener flow(List<Quantity> ofLayers) {
        if (InstalledLayers.of(model.model()).isEmpty()) {
            throw new IllegalStateException("The network has no installed recurrent layer that could be measured:"
                    + " call install(), and look at what it reports");
        }
        return new FlowListener(ofLayers, sink.accepting(new FlowFormat()));
    }
}
