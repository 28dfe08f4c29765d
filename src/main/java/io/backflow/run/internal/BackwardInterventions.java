// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.JobConfig;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.recurrent.ThroughTimeRecord;
import io.backflow.regularizer.OmegaValue;
import io.backflow.regularizer.Regularization;
import io.backflow.store.internal.Resumable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** What a job does inside the backward pass: clipping at every time step, and a regulariser's gradient. */
final class BackwardInterventions extends BaseTrainingListener implements Resumable {

    private final Regularization regularization;
    private final Map<String, Clips> byLayer = new LinkedHashMap<>();
    private final Map<String, OmegaValue> segments = new LinkedHashMap<>();

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
    static BackwardInterventions in(MultiLayerNetwork network, JobConfig job, Consumer<ThroughTimeRecord> records) {
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

    private void count(ThroughTimeRecord pass) {
        byLayer.computeIfAbsent(pass.layer(), layer -> new Clips()).add(pass);
    }

    /** Takes what the regulariser measured in each segment of a minibatch; has to be a listener of the network. */
    @Override
    public void onBackwardPass(Model model) {
        regularization.last().forEach((layer, omega) -> segments.merge(layer, omega, BackwardInterventions::together));
    }

    /** Returns Omega over the pairs of both segments, as if they were one. */
    private static OmegaValue together(OmegaValue one, OmegaValue next) {
        long counted = one.counted() + next.counted();
        double sum = one.omega() * one.counted() + next.omega() * next.counted();
        return new OmegaValue(next.iteration(), counted == 0 ? 0 : sum / counted, counted, one.pairs() + next.pairs());
    }

    /**
     * Returns what was measured since the last call, in all segments of a minibatch, by names that a line of metrics may
     * have; may be empty. To be called after each minibatch.
     */
    Map<String, Double> takeMeasured() {
        Map<String, Double> values = named(segments);
        segments.clear();
        return values;
    }

    private static Map<String, Double> named(Map<String, OmegaValue> omegas) {
        Map<String, Double> values = new LinkedHashMap<>();
        omegas.forEach((layer, omega) -> {
            values.put("omega." + layer, omega.omega());
            values.put("omegaCounted." + layer, omega.countedShare());
        });
        return values;
    }

    /** Returns everything that was counted, for the run's summary of gradients; empty if the job asks for nothing. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        if (!byLayer.isEmpty()) {
            Map<String, Object> layers = new LinkedHashMap<>();
            byLayer.forEach((layer, clips) -> layers.put(layer, clips.toMap()));
            map.put("throughTime", layers);
        }
        if (!regularization.layers().isEmpty()) {
            map.put("regularizer", named(regularization.last()));
        }
        return map;
    }

    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        byLayer.forEach((layer, clips) -> state.put(layer, clips.numbers()));
        return state;
    }

    @Override
    public void restore(Map<String, double[]> state) {
        byLayer.clear();
        state.keySet().forEach(layer -> byLayer.put(layer, new Clips(Resumable.numbers(state, layer))));
    }

    /** What clipping through time did to one layer. */
    private static final class Clips {
        private long passes;
        private long passesClipped;
        private long considered;
        private long clipped;
        private long nonFinite;
        private double largestBefore;

        Clips() {}

        Clips(double[] saved) {
            passes = (long) saved[0];
            passesClipped = (long) saved[1];
            considered = (long) saved[2];
            clipped = (long) saved[3];
            nonFinite = (long) saved[4];
            largestBefore = saved[5];
        }

        double[] numbers() {
            return new double[] {passes, passesClipped, considered, clipped, nonFinite, largestBefore};
        }

        void add(ThroughTimeRecord pass) {
            passes++;
            passesClipped += pass.clipped() > 0 ? 1 : 0;
            considered += pass.considered();
            clipped += pass.clipped();
            nonFinite += pass.nonFinite();
            largestBefore = Math.max(largestBefore, pass.largestBefore());
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("passes", passes);
            map.put("passesClipped", passesClipped);
            map.put("considered", considered);
            map.put("clipped", clipped);
            map.put("nonFinite", nonFinite);
            map.put("largestBefore", largestBefore);
            return map;
        }
    }
}
