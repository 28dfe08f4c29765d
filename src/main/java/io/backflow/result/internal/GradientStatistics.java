// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.clipping.ClippingRecord;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.SavedState;
import io.backflow.gradient.Scale;
import io.backflow.gradient.internal.NormHistogram;
import io.backflow.result.internal.GradientSummary.Quantiles;
import io.backflow.store.internal.Resumable;
import io.backflow.store.internal.SavedValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the updates of one run had in common, in constant memory: quantiles of the gradient norm of the first recurrent
 * layer and of the whole model, the share of clipped updates, and the count of gradients that were not finite.
 *
 * <p>Norms are L2 norms of the raw gradient in the scale of the thresholds; where that is not the mean over the
 * minibatch, those of the layer are kept as means too, so that runs can be compared. The first recurrent layer is the
 * one that the gradient reaches last, through every other layer and every time step.
 */
public final class GradientStatistics implements Consumer<ClippingRecord>, Resumable {

    private static final String MEAN_LAYER_NORMS = "meanLayerNorms";

    private final String layer;
    private final Scale scale;
    private NormHistogram layerNorms = new NormHistogram();
    private NormHistogram globalNorms = new NormHistogram();
    private NormHistogram meanLayerNorms = new NormHistogram();
    private @Nullable GradientBlock block;
    private long updates;
    private long clipped;
    private long nonFinite;
    private boolean lastWasFinite = true;
    private String lastNamed = "";
    private double threshold = Double.NaN;

    /** Watches the layer of that name, beside the whole model, with the norms of clipping in a scale. */
    public GradientStatistics(String layer, Scale scale) {
        this.layer = layer;
        this.scale = scale;
    }

    @Override
    public void accept(ClippingRecord update) {
        if (block == null) {
            block = update.before().layout().find(layer).orElseThrow();
        }
        updates++;
        clipped += update.result().clipped() ? 1 : 0;
        threshold = update.result().threshold();
        lastWasFinite = update.nonFinite() == null;
        lastNamed = MiniBatch.Example.named(update.miniBatch().largest());
        nonFinite += lastWasFinite ? 0 : 1;
        double layerNorm = update.before().of(block).l2();
        layerNorms.add(layerNorm);
        if (scale != Scale.MEAN) {
            meanLayerNorms.add(layerNorm * scale.divisor(update.miniBatch()) * Scale.MEAN.factor(update.miniBatch()));
        }
        globalNorms.add(update.globalBefore());
    }

    public long updates() {
        return updates;
    }

    public double shareClipped() {
        return updates == 0 ? 0.0 : (double) clipped / updates;
    }

    public long nonFiniteUpdates() {
        return nonFinite;
    }

    /** Returns which examples the record of the last update names; empty if none. */
    public String lastNamed() {
        return lastNamed;
    }

    /**
     * Returns whether the gradient of the last update was finite; if not, the policy for such gradients has seen to it.
     */
    public boolean lastWasFinite() {
        return lastWasFinite;
    }

    /** Returns the median norm of the layer's gradient as the mean over the minibatch, whatever the scale. */
    public double medianLayerNorm() {
        return (scale == Scale.MEAN ? layerNorms : meanLayerNorms).quantile(0.5);
    }

    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        state.put("counts", new double[] {updates, clipped, nonFinite, lastWasFinite ? 1 : 0, threshold});
        state.put("layerNorms", layerNorms.state());
        state.put("globalNorms", globalNorms.state());
        if (scale != Scale.MEAN) {
            state.put(MEAN_LAYER_NORMS, meanLayerNorms.state());
        }
        return state;
    }

    @Override
    public void restore(Map<String, double[]> saved) {
        SavedState state = SavedState.of(saved);
        SavedValues counts = SavedValues.of(saved, "counts");
        updates = counts.count();
        clipped = counts.count();
        nonFinite = counts.count();
        lastWasFinite = counts.flag();
        threshold = counts.number();
        layerNorms = NormHistogram.of(state.numbers("layerNorms"));
        globalNorms = NormHistogram.of(state.numbers("globalNorms"));
        if (scale != Scale.MEAN) {
            meanLayerNorms = NormHistogram.of(state.numbers(MEAN_LAYER_NORMS));
        }
    }

    /** Returns everything, for the run's summary. */
    public GradientSummary summary() {
        return new GradientSummary(
                "raw",
                scale.key(),
                "l2",
                layer,
                Quantiles.of(layerNorms),
                scale == Scale.MEAN ? null : Quantiles.of(meanLayerNorms),
                Quantiles.of(globalNorms),
                globalNorms.relativeError(),
                threshold,
                updates,
                clipped,
                shareClipped(),
                nonFinite,
                null,
                null);
    }
}
