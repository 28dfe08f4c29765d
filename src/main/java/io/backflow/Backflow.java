// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import io.backflow.audit.CheckUp;
import io.backflow.audit.internal.Checks;
import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.NonFiniteConfig;
import io.backflow.clipping.internal.ClippingPlan;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.flow.LagProfiles;
import io.backflow.gradient.GradientNorms;
import io.backflow.gradient.Quantity;
import io.backflow.gradient.Scale;
import io.backflow.gradient.internal.Closing;
import io.backflow.gradient.internal.ExamplePlaces;
import io.backflow.gradient.internal.UpdateEngine;
import io.backflow.record.RecordSink;
import io.backflow.recurrent.LayerReport;
import io.backflow.recurrent.RecurrentLayers;
import java.util.ArrayList;
import java.util.List;
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
    private final WantedQuantities quantities = new WantedQuantities();
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
        quantities.add(List.of(more));
        return this;
    }

    /** Writes all records to sinks besides those given before; they are closed with the attachment. */
    public Backflow to(RecordSink... more) {
        sinks.addAll(List.of(more));
        return this;
    }

    /**
     * Attaches, before all listeners that the network has, and logs at INFO what is known to bite in the network, a
     * line for each finding of {@link #checkUp()}. If that fails the sinks are closed, since there is no attachment
     * that could close them.
     *
     * @throws IllegalArgumentException if two quantities have the same name, or one is of no known kind
     * @throws IllegalStateException if quantities are to be measured and there is no sink, a quantity of layers and no
     *     installed layer, or a network is clipped already
     */
    public Attachment attach() {
        RecordSink sink = RecordSink.all(sinks.toArray(RecordSink[]::new));
        try {
            return attach(sink);
        } catch (RuntimeException e) {
            throw Closing.after(e, List.of(sink));
        }
    }

    /**
     * Returns what is known to bite in the network as it is now, and changes nothing. {@link #attach()} logs the same,
     * of the network with what it was asked for in place.
     */
    public CheckUp checkUp() {
        return CheckUp.of(model.model());
    }

    private Attachment attach(RecordSink sink) {
        check();
        List<LayerReport> layers = install ? RecurrentLayers.install(model.model()) : List.of();
        ExamplePlaces places = new ExamplePlaces();
        UpdateEngine engine =
                new AttachedParts(model, quantities, sink, places).engine(clips() ? this::clippingPlan : null);
        model.putFirst(engine);
        Checks.log(model.model());
        return new Attachment(model, engine, layers, sink, places);
    }

    private void check() {
        quantities.check();
        if (!quantities.isEmpty() && sinks.isEmpty()) {
            throw new IllegalStateException("Nothing takes what is measured: call to(...)");
        }
        if (clips() && model.listeners().stream().anyMatch(Backflow::clips)) {
            throw new IllegalStateException("The network is clipped by another listener already: close that first");
        }
    }

    private boolean clips() {
        return clipping != null || nonFinite != null;
    }

    private static boolean clips(TrainingListener listener) {
        return listener instanceof ClippingListener || (listener instanceof UpdateEngine engine && engine.modifies());
    }

    private ClippingPlan clippingPlan(Consumer<ClippingRecord> records) {
        ClippingConfig policy = clipping == null ? new NoClipping() : clipping;
        NonFiniteConfig broken = nonFinite == null ? NonFiniteConfig.DEFAULT : nonFinite;
        return new ClippingPlan(policy::newPolicy, broken, scale, records);
    }
}
