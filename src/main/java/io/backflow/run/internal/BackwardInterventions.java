// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.JobConfig;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.regularizer.Regularization;
import io.backflow.result.internal.GradientSummary;
import io.backflow.result.internal.ThroughTimeCounts;
import io.backflow.store.internal.Resumable;
import io.backflow.store.internal.SavedValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** What a job does inside the backward pass: clipping at every time step, and a regulariser's gradient. */
final class BackwardInterventions extends BaseTrainingListener implements Resumable {

    private final Regularization regularization;
    private final Map<String, ThroughTimeCounts> byLayer = new LinkedHashMap<>();
    private final Map<String, Regularization.OmegaValue> segments = new LinkedHashMap<>();

    private BackwardInterventions(Regularization regularization) {
        this.regularization = regularization;
    }

    /**
     * Sets up what the job asks for, in a network whose recurrent layers have been installed.
     *
     * @param records gets what clipping through time did in each backward pass of each layer
     * @throws IllegalStateException if a recurrent layer could not be installed, and so cannot be clipped inside
     * @throws IllegalArgumentException if the regulariser finds no layer to work on
     */
    static BackwardInterventions in(
            MultiLayerNetwork network, JobConfig job, Consumer<ThroughTimeClipping.ThroughTimeRecord> records) {
        BackwardInterventions interventions =
                new BackwardInterventions(job.regularizer().attach(network));
        ThroughTimeClipping clipping = job.clipping().throughTime();
        if (clipping != null) {
            int clipped = RecurrentLayers.clipThroughTime(network, clipping, records.andThen(interventions::count));
            if (clipped < job.cell().layers()) {
                throw new IllegalStateException("clipping.through-time cannot be done in "
                        + (job.cell().layers() - clipped) + " of " + job.cell().layers()
                        + " recurrent layers, which kept Deeplearning4j's implementation; the log says why");
            }
        }
        return interventions;
    }

    private void count(ThroughTimeClipping.ThroughTimeRecord pass) {
        byLayer.put(
                pass.layer(),
                byLayer.getOrDefault(pass.layer(), ThroughTimeCounts.NONE).plus(pass));
    }

    /** Takes what the regulariser measured in each segment of a minibatch; has to be a listener of the network. */
    @Override
    public void onBackwardPass(Model model) {
        regularization.last().forEach((layer, omega) -> segments.merge(layer, omega, BackwardInterventions::together));
    }

    /** Returns Omega over the pairs of both segments, as if they were one. */
    private static Regularization.OmegaValue together(Regularization.OmegaValue one, Regularization.OmegaValue next) {
        long counted = one.counted() + next.counted();
        double sum = one.omega() * one.counted() + next.omega() * next.counted();
        return new Regularization.OmegaValue(
                next.iteration(), counted == 0 ? 0 : sum / counted, counted, one.pairs() + next.pairs());
    }

    /**
     * Returns what was measured since the last call, in all segments of a minibatch, by names that a line of metrics
     * may have; may be empty. To be called after each minibatch.
     */
    Map<String, Double> takeMeasured() {
        Map<String, Double> values = named(segments);
        segments.clear();
        return values;
    }

    private static Map<String, Double> named(Map<String, Regularization.OmegaValue> omegas) {
        Map<String, Double> values = new LinkedHashMap<>();
        omegas.forEach((layer, omega) -> {
            values.put("omega." + layer, omega.omega());
            values.put("omegaCounted." + layer, omega.countedShare());
        });
        return values;
    }

    /** Returns a run's summary of gradients with everything that was counted. */
    GradientSummary addTo(GradientSummary gradients) {
        return gradients.with(
                byLayer.isEmpty() ? null : byLayer,
                regularization.layers().isEmpty() ? null : named(regularization.last()));
    }

    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        byLayer.forEach((layer, counts) -> state.put(layer, numbers(counts)));
        return state;
    }

    private static double[] numbers(ThroughTimeCounts counts) {
        return new double[] {
            counts.passes(),
            counts.passesClipped(),
            counts.considered(),
            counts.clipped(),
            counts.nonFinite(),
            counts.largestBefore()
        };
    }

    @Override
    public void restore(Map<String, double[]> state) {
        byLayer.clear();
        state.keySet().forEach(layer -> byLayer.put(layer, counts(SavedValues.of(state, layer))));
    }

    private static ThroughTimeCounts counts(SavedValues saved) {
        return new ThroughTimeCounts(
                saved.count(), saved.count(), saved.count(), saved.count(), saved.count(), saved.number());
    }
}
