package io.backflow.experiment;

import io.backflow.clipping.ClippingRecord;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.NormHistogram;
import io.backflow.gradient.SavedState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the updates of one run had in common, in constant memory: quantiles of the gradient norm of the first recurrent layer
 * and of the whole model, the share of clipped updates, and the count of gradients that were not finite.
 *
 * <p>Norms are L2 norms of the raw gradient as the mean over the minibatch. The first recurrent layer is the one that the
 * gradient reaches last, through every other layer and every time step.
 */
final class GradientStatistics implements Consumer<ClippingRecord>, Resumable {

    private final String layer;
    private NormHistogram layerNorms = new NormHistogram();
    private NormHistogram globalNorms = new NormHistogram();
    private @Nullable GradientBlock block;
    private long updates;
    private long clipped;
    private long nonFinite;
    private boolean lastWasFinite = true;
    private double threshold = Double.NaN;

    /** Watches the layer of that name, beside the whole model. */
    GradientStatistics(String layer) {
        this.layer = layer;
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
        nonFinite += lastWasFinite ? 0 : 1;
        layerNorms.add(update.before().of(block).l2());
        globalNorms.add(update.globalBefore());
    }

    long updates() {
        return updates;
    }

    double shareClipped() {
        return updates == 0 ? 0.0 : (double) clipped / updates;
    }

    long nonFiniteUpdates() {
        return nonFinite;
    }

    /** Returns whether the gradient of the last update was finite; if not, the policy for such gradients has seen to it. */
    boolean lastWasFinite() {
        return lastWasFinite;
    }

    double medianLayerNorm() {
        return layerNorms.quantile(0.5);
    }

    @Override
    public Map<String, double[]> state() {
        double[] counts = {updates, clipped, nonFinite, lastWasFinite ? 1 : 0, threshold};
        return Map.of("counts", counts, "layerNorms", layerNorms.state(), "globalNorms", globalNorms.state());
    }

    @Override
    public void restore(Map<String, double[]> state) {
        double[] counts = SavedState.entry(state, "counts", 5);
        layerNorms = NormHistogram.of(SavedState.entry(state, "layerNorms"));
        globalNorms = NormHistogram.of(SavedState.entry(state, "globalNorms"));
        updates = (long) counts[0];
        clipped = (long) counts[1];
        nonFinite = (long) counts[2];
        lastWasFinite = counts[3] != 0;
        threshold = counts[4];
    }

    /**
     * Returns everything, for the run's summary. The threshold is the last one that was in force for all blocks, in the units
     * of the policy's own norm; NaN if there was none.
     */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("stage", "raw");
        map.put("scale", "mean");
        map.put("norm", "l2");
        map.put("layer", layer);
        map.put("layerNorm", quantiles(layerNorms));
        map.put("globalNorm", quantiles(globalNorms));
        map.put("relativeError", globalNorms.relativeError());
        map.put("threshold", threshold);
        map.put("updates", updates);
        map.put("clippedUpdates", clipped);
        map.put("shareClipped", shareClipped());
        map.put("nonFiniteUpdates", nonFinite);
        return map;
    }

    private static Map<String, Object> quantiles(NormHistogram norms) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("p10", norms.quantile(0.1));
        map.put("p50", norms.quantile(0.5));
        map.put("p90", norms.quantile(0.9));
        map.put("p99", norms.quantile(0.99));
        map.put("max", norms.quantile(1.0));
        return map;
    }
}
