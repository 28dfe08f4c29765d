package io.backflow.recurrent.internal;

import io.backflow.model.internal.LayerNames;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.internal.kernel.Recorded;
import io.backflow.recurrent.internal.layer.LayerReplay;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A chain of layers, run back as Deeplearning4j does it. */
final class ReplayedNetwork implements ReplayedModel {

    private final MultiLayerNetwork network;

    ReplayedNetwork(MultiLayerNetwork network) {
        this.network = network;
    }

    @Override
    public List<String> obstacles() {
        StepLossObstacles obstacles = new StepLossObstacles();
        Layer[] layers = network.getLayers();
        List<String> names = LayerNames.of(network);
        for (int i = 0; i < layers.length; i++) {
            obstacles.check(layers[i], names.get(i), preProcessor(i));
        }
        return obstacles.found();
    }

    @Override
    public List<org.deeplearning4j.nn.conf.layers.Layer> configurations() {
        return Arrays.stream(network.getLayers())
                .map(layer -> layer.conf().getLayer())
                .toList();
    }

    @Override
    public List<org.deeplearning4j.nn.conf.layers.Layer> outputs() {
        return List.of(network.getOutputLayer().conf().getLayer());
    }

    @Override
    public INDArray gradient() {
        return network.getFlattenedGradients();
    }

    @Override
    public void begin(Recorded wanted, Consumer<BackwardPass> passes) {
        NetworkLayers.visit(network, (layer, name) -> LayerReplay.begin(layer, name, wanted, passes));
    }

    @Override
    public void end() {
        NetworkLayers.visit(network, (layer, name) -> LayerReplay.end(layer));
    }

    @Override
    public void runBack(int step) {
        Layer[] layers = network.getLayers();
        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
        INDArray error = null;
        for (int i = layers.length - 1; i >= 0 && !(layers[i] instanceof FrozenLayer); i--) {
            error = layers[i].backpropGradient(error, none).getSecond();
            if (i == layers.length - 1) {
                error = StepLoss.of(layers[i], error, step);
            }
            InputPreProcessor before = preProcessor(i);
            if (before != null && error != null) {
                error = before.backprop(error, network.getInputMiniBatchSize(), none);
            }
        }
    }

    private @Nullable InputPreProcessor preProcessor(int index) {
        return network.getLayerWiseConfigurations().getInputPreProcess(index);
    }
}
