// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.NonFiniteConfig;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.flow.FlowListener;
import io.backflow.flow.LagProfiles;
import io.backflow.flow.LayerQuantity;
import io.backflow.gradient.GradientListener;
import io.backflow.gradient.GradientNorms;
import io.backflow.gradient.GradientQuantity;
import io.backflow.gradient.Quantity;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.Scale;
import io.backflow.gradient.internal.QuantityMeters;
import io.backflow.record.ClippingFormat;
import io.backflow.record.FlowFormat;
import io.backflow.record.GradientFormat;
import io.backflow.record.MeasuredFormat;
import io.backflow.record.RecordSink;
import io.backflow.recurrent.LayerReport;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.internal.InstalledLayers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * Attaches clipping and measuring to a {@code MultiLayerNetwork} or {@code ComputationGraph} that is trained by its own
 * {@code fit}.
 *
 * <pre>{@code
 * try (Attachment attached = Backflow.on(network)
 *         .install()
 *         .clip(new GlobalNormClipping(1.0))
 *         .measure(GradientNorms.every(10), LagProfiles.every(100))
 *         .to(JsonLines.create(Path.of("backflow.jsonl")))
 *         .attach()) {
 *     network.fit(data, 10);
 * }
 * }</pre>
 *
 * <p>What is not asked for costs nothing. Quantities of layers need layers that are installed.
 */
public final class Backflow {

    private final TrainedModel model;
    private final List<Quantity> quantities = new ArrayList<>();
    private final List<RecordSink> sinks = new ArrayList<>();
    private boolean install;
    private @Nullable ClippingConfig clipping;
    private @Nullable NonFiniteConfig nonFinite;
    private Scale scale = Scale.MEAN;

    private Backflow(Model model) {
        this.model = new TrainedModel(model);
    }

    /**
     * Starts with a network that has been initialised.
     *
     * @throws IllegalArgumentException if it is neither a {@code MultiLayerNetwork} nor a {@code ComputationGraph}
     */
    public static Backflow on(Model model) {
        return new Backflow(model);
    }

    /** Has the recurrent layers of this library put in, as {@link io.backflow.recurrent.RecurrentLayers} does. */
    public Backflow install() {
        install = true;
        return this;
    }

    /** Clips every update's gradient so, each model's by a policy of its own. */
    public Backflow clip(ClippingConfig value) {
        clipping = value;
        return this;
    }

    /**
     * Says what happens to a gradient that is not finite: training fails, where gradients are clipped and nothing is
     * said.
     */
    public Backflow nonFinite(NonFiniteConfig value) {
        nonFinite = value;
        return this;
    }

    /** Says in which scale the policy sees the gradient; by default as the mean over the minibatch. */
    public Backflow scale(Scale value) {
        scale = value;
        return this;
    }

    /**
     * Measures quantities besides those asked for before: {@link GradientNorms}, {@link LagProfiles} and any of the
     * open kinds.
     */
    public Backflow measure(Quantity... more) {
        quantities.addAll(List.of(more));
        return this;
    }

    /** Writes all records to sinks besides those given before; they are closed with the attachment. */
    public Backflow to(RecordSink... more) {
        sinks.addAll(List.of(more));
        return this;
    }

    /**
     * Attaches, before all listeners that the network has.
     *
     * @throws IllegalArgumentException if two quantities have the same name, or one is of no known kind
     * @throws IllegalStateException if quantities are to be measured and there is no sink, a quantity of layers and no
     *     installed layer, or a network is clipped already
     */
    public Attachment attach() {
        check();
        List<LayerReport> layers = install ? RecurrentLayers.install(model.model()) : List.of();
        RecordSink sink = RecordSink.all(sinks.toArray(RecordSink[]::new));
        List<AutoCloseable> parts = new ArrayList<>();
        TrainingListener gradient = gradient(sink, parts);
        FlowListener flow = flow(sink, parts);
        List<GradientQuantity<?>> open = new ArrayList<>();
        for (Quantity quantity : quantities) {
            if (quantity instanceof GradientQuantity<?> ofGradient) {
                open.add(ofGradient);
            }
        }
        QuantityMeters meters = new QuantityMeters(open, sink.accepting(new MeasuredFormat()));
        parts.add(sink);
        Engine engine = new Engine(model, flow, gradient, meters);
        model.putFirst(engine);
        return new Attachment(model, engine, layers, parts);
    }

    private void check() {
        Set<String> names = new HashSet<>();
        for (Quantity quantity : quantities) {
            if (!names.add(quantity.name())) {
                throw new IllegalArgumentException(
                        "No two quantities may have the same name, got '" + quantity.name() + "' twice");
            }
            if (!isOfLayers(quantity) && !(quantity instanceof GradientNorms || quantity instanceof GradientQuantity)) {
                throw new IllegalArgumentException("The quantity '" + quantity.name()
                        + "' must be a GradientQuantity or a LayerQuantity, got " + quantity.getClass());
            }
        }
        if (!quantities.isEmpty() && sinks.isEmpty()) {
            throw new IllegalStateException("Nothing takes what is measured: call to(...)");
        }
        boolean clipped = model.listeners().stream()
                .anyMatch(other ->
                        other instanceof ClippingListener || (other instanceof Engine engine && engine.clips()));
        if (clipped && (clipping != null || nonFinite != null)) {
            throw new IllegalStateException("The network is clipped by another listener already: close that first");
        }
    }

    private static boolean isOfLayers(Quantity quantity) {
        return quantity instanceof LagProfiles || quantity instanceof LayerQuantity;
    }

    private @Nullable TrainingListener gradient(RecordSink sink, List<AutoCloseable> parts) {
        Optional<GradientNorms> norms = quantities.stream()
                .filter(GradientNorms.class::isInstance)
                .map(GradientNorms.class::cast)
                .findFirst();
        if (clipping == null && nonFinite == null) {
            GradientListener listener = norms.map(wanted -> new GradientListener(
                            SamplingSchedule.every(wanted.every()),
                            wanted.scale(),
                            sink.accepting(new GradientFormat())))
                    .orElse(null);
            if (listener != null) {
                parts.add(listener);
            }
            return listener;
        }
        ClippingListener.Builder builder = ClippingListener.builder(clipping == null ? new NoClipping() : clipping)
                .nonFinite(nonFinite == null ? NonFiniteConfig.DEFAULT : nonFinite)
                .clippingScale(scale)
                .clips(clips(sink));
        norms.ifPresent(wanted -> builder.schedule(SamplingSchedule.every(wanted.every()))
                .scale(wanted.scale())
                .gradients(sink.accepting(new GradientFormat())));
        ClippingListener listener = builder.build();
        parts.add(listener);
        return listener;
    }

    /** Writes what was done where something was, and all that is known of sampled updates. */
    private static Consumer<ClippingRecord> clips(RecordSink sink) {
        ClippingFormat format = new ClippingFormat();
        return clip -> {
            if (clip.isSampled() || clip.action() != Action.UNCHANGED) {
                sink.write(format, clip);
            }
        };
    }

    private @Nullable FlowListener flow(RecordSink sink, List<AutoCloseable> parts) {
        List<Quantity> ofLayers =
                quantities.stream().filter(Backflow::isOfLayers).toList();
        if (ofLayers.isEmpty()) {
            return null;
        }
        if (InstalledLayers.of(model.model()).isEmpty()) {
            throw new IllegalStateException("The network has no installed recurrent layer that could be measured:"
                    + " call install(), and look at what it reports");
        }
        FlowListener listener = new FlowListener(ofLayers, sink.accepting(new FlowFormat()));
        parts.add(listener);
        return listener;
    }
}
