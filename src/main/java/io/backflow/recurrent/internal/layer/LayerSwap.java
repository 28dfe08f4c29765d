// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.model.internal.WrappedLayers;
import io.backflow.recurrent.LayerReport;
import io.backflow.recurrent.internal.arithmetic.OutputLoss;
import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.attention.AttentionKind;
import io.backflow.recurrent.internal.attention.MendedAttentionLayer;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.output.FusedOutputLayer;
import io.backflow.recurrent.internal.output.FusedRnnOutputLayer;
import io.backflow.recurrent.internal.output.InstalledOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Replaces the implementation of a layer, within wrappers too, and leaves configuration, parameters and gradient views
 * as they are.
 */
public final class LayerSwap {

    private final boolean toEngine;
    private final String hostProblem;
    private final IntSupplier backwardLength;

    private LayerSwap(boolean toEngine, String hostProblem, IntSupplier backwardLength) {
        this.toEngine = toEngine;
        this.hostProblem = hostProblem;
        this.backwardLength = backwardLength;
    }

    /**
     * Returns a swap to the engine.
     *
     * @param hostProblem why the engine cannot run here; empty if it can
     * @param backwardLength the network's backward length of truncated BPTT
     */
    public static LayerSwap toEngine(String hostProblem, IntSupplier backwardLength) {
        return new LayerSwap(true, hostProblem, backwardLength);
    }

    /** Returns the swap back. */
    public static LayerSwap toDeeplearning4j() {
        return new LayerSwap(false, "", () -> Integer.MAX_VALUE);
    }

    /**
     * Returns the layer that should take a layer's place: another, or the same one with another inside, or just the
     * same.
     *
     * @param reports gets an entry for each layer that is, or might have been, the engine's
     */
    public Layer replace(Layer layer, String name, List<LayerReport> reports) {
        if (layer instanceof BidirectionalLayer) {
            return isDone(layer, name, reports) ? layer : replaceBothDirections(layer, name, reports);
        }
        if (WrappedLayers.replaceInside(layer, inner -> replace(inner, name, reports))) {
            return layer;
        }
        if (layer.conf() == null) {
            return layer;
        }
        Optional<AttentionKind> attention = AttentionKind.of(layer.conf().getLayer());
        if (attention.isPresent() && toEngine) {
            return AttentionSwap.mend(layer, attention.get(), name, reports);
        }
        if (attention.isPresent() || isCandidate(layer.conf().getLayer())) {
            return toEngine ? install(layer, name, reports) : uninstall(layer);
        }
        return layer;
    }

    /**
     * Returns the vertex that should take a vertex's place; just the same, unless it is an attention vertex.
     *
     * @param reports gets an entry for each attention vertex whose gradient Deeplearning4j has wrong
     */
    public GraphVertex replace(GraphVertex vertex, List<LayerReport> reports) {
        return toEngine ? AttentionSwap.mend(vertex, reports) : AttentionSwap.restore(vertex);
    }

    private static boolean isCandidate(org.deeplearning4j.nn.conf.layers.Layer conf) {
        return conf instanceof org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer
                || conf instanceof org.deeplearning4j.nn.conf.layers.RnnOutputLayer
                || conf instanceof org.deeplearning4j.nn.conf.layers.OutputLayer;
    }

    private Layer install(Layer layer, String name, List<LayerReport> reports) {
        if (layer instanceof FusedRecurrentLayer<?> ours) {
            ours.limitBackward(backwardLength);
            reports.add(new LayerReport(name, true, ours.cell().toString()));
            return layer;
        }
        if (layer instanceof TwoWayPeepholeLayer<?> ours) {
            install(ours.forward(), name + "/forward", reports);
            install(ours.backward(), name + "/backward", reports);
            return layer;
        }
        String obstacle = obstacle(layer);
        if (!obstacle.isEmpty()) {
            reports.add(new LayerReport(name, false, obstacle));
            return layer;
        }
        org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
        if (!(conf instanceof org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer recurrent)) {
            return installOutput(layer, (BaseOutputLayer) conf, name, reports);
        }
        Optional<Cell> cell = RecurrentImplementations.cell(recurrent);
        if (cell.isEmpty()) {
            reports.add(new LayerReport(name, false, "the engine has no cell for " + describe(recurrent)));
            return layer;
        }
        Numbers<?> numbers = Numbers.of(layer.params().dataType());
        Layer ours = isTwoWay(recurrent)
                ? new TwoWayPeepholeLayer<>(layer.conf(), cell.get(), numbers)
                : new FusedRecurrentLayer<>(layer.conf(), cell.get(), numbers);
        takeOver(layer, ours);
        return install(ours, name, reports); // which says what it is, and sets the backward length
    }

    @SuppressWarnings("deprecation") // saved models may still have it
    private static boolean isTwoWay(org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer conf) {
        return conf instanceof GravesBidirectionalLSTM;
    }

    private static Layer installOutput(Layer layer, BaseOutputLayer conf, String name, List<LayerReport> reports) {
        if (layer instanceof InstalledOutput ours) {
            reports.add(new LayerReport(name, true, ours.loss().toString()));
            return layer;
        }
        Optional<OutputLoss> loss = RecurrentImplementations.loss(conf);
        if (loss.isEmpty()) {
            reports.add(new LayerReport(
                    name,
                    false,
                    "the engine has no output layer for activation " + conf.getActivationFn() + " with loss "
                            + conf.getLossFn() + ", dropout or no bias"));
            return layer;
        }
        Numbers<?> numbers = Numbers.of(layer.params().dataType());
        Layer ours = conf instanceof org.deeplearning4j.nn.conf.layers.RnnOutputLayer
                ? new FusedRnnOutputLayer<>(layer.conf(), loss.get(), numbers)
                : new FusedOutputLayer<>(layer.conf(), loss.get(), numbers);
        takeOver(layer, ours);
        reports.add(new LayerReport(name, true, loss.get().toString()));
        return ours;
    }

    private String obstacle(Layer layer) {
        if (!hostProblem.isEmpty()) {
            return hostProblem;
        }
        if (layer.getHelper() != null) {
            return "it has a helper of its own: " + layer.getHelper().getClass().getSimpleName();
        }
        return ((BaseLayer) layer.conf().getLayer()).getWeightNoise() == null ? "" : "it has weight noise";
    }

    private static String describe(org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer conf) {
        return conf.getClass().getSimpleName() + " with activation " + conf.getActivationFn();
    }

    private static Layer uninstall(Layer layer) {
        if (!isInstalled(layer)) {
            return layer;
        }
        Layer theirs =
                instantiate(layer.conf(), layer, layer.params(), ((AbstractLayer<?>) layer).getDataType());
        takeOver(layer, theirs);
        layer.close();
        return theirs;
    }

    /** Returns whether a layer that wraps no other stands in the place of one of Deeplearning4j's. */
    public static boolean isInstalled(Layer layer) {
        return layer instanceof InstalledOutput
                || layer instanceof MendedAttentionLayer
                || layer instanceof TwoWayPeepholeLayer<?>
                || (layer instanceof FusedRecurrentLayer<?>
                        && hasCounterpart(layer.conf().getLayer()));
    }

    private static boolean hasCounterpart(org.deeplearning4j.nn.conf.layers.Layer conf) {
        return conf instanceof org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer recurrent
                && RecurrentImplementations.cell(recurrent).isPresent();
    }

    static void takeOver(Layer from, Layer to) {
        to.setListeners(from.getListeners());
        to.setIndex(from.getIndex());
        to.setParamsViewArray(from.params());
        to.setParamTable(from.paramTable());
        if (from.getGradientsViewArray() != null) {
            to.setBackpropGradientsViewArray(from.getGradientsViewArray());
        }
        to.setIterationCount(from.getIterationCount());
        to.setEpochCount(from.getEpochCount());
        if (from instanceof BaseRecurrentLayer<?> stateful && to instanceof BaseRecurrentLayer<?> heir) {
            heir.rnnSetPreviousState(stateful.rnnGetPreviousState());
            heir.rnnSetTBPTTState(stateful.rnnGetTBPTTState());
        }
    }

    /**
     * Returns whether both directions are what they should be already; built anew they would lose state, observers and
     * clipping.
     */
    private boolean isDone(Layer layer, String name, List<LayerReport> reports) {
        if (!(layer instanceof TwoWayLayer both)) {
            return !toEngine;
        }
        List<LayerReport> found = new ArrayList<>();
        boolean done = toEngine
                && replace(both.forward(), name + "/forward", found) == both.forward()
                && replace(both.backward(), name + "/backward", found) == both.backward();
        if (done) {
            reports.addAll(found);
        }
        return done;
    }

    /** The two directions are hidden in the wrapper: it is built anew around new ones on the same parameters. */
    private Layer replaceBothDirections(Layer layer, String name, List<LayerReport> reports) {
        Bidirectional conf = (Bidirectional) layer.conf().getLayer();
        INDArray parameters = layer.params().reshape(layer.params().length());
        long half = parameters.length() / 2;
        Layer forward = direction(
                layer, conf.getFwd(), parameters.get(NDArrayIndex.interval(0, half)), name + "/forward", reports);
        Layer backward = direction(
                layer,
                conf.getBwd(),
                parameters.get(NDArrayIndex.interval(half, 2 * half)),
                name + "/backward",
                reports);
        BidirectionalLayer both = toEngine
                ? new TwoWayLayer(layer.conf(), forward, backward, layer.params())
                : new BidirectionalLayer(layer.conf(), forward, backward, layer.params());
        if (layer.getGradientsViewArray() != null) {
            both.setBackpropGradientsViewArray(layer.getGradientsViewArray());
        }
        both.setIterationCount(layer.getIterationCount());
        both.setEpochCount(layer.getEpochCount());
        LayerBuffers.free(layer);
        return both;
    }

    private Layer direction(
            Layer both,
            org.deeplearning4j.nn.conf.layers.Layer conf,
            INDArray parameters,
            String name,
            List<LayerReport> reports) {
        NeuralNetConfiguration own = both.conf().clone();
        own.setLayer(conf);
        return replace(instantiate(own, both, parameters, parameters.dataType()), name, reports);
    }

    private static Layer instantiate(NeuralNetConfiguration conf, Layer like, INDArray parameters, DataType type) {
        return conf.getLayer().instantiate(conf, like.getListeners(), like.getIndex(), parameters, false, type);
    }
}
