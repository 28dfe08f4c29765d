// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A chain of layers. */
record NetworkView(MultiLayerNetwork network) implements ModelView {

    private static final Logger log = LoggerFactory.getLogger(ModelView.class);

    @Override
    public List<NamedLayer> layers() {
        Layer[] layers = network.getLayers();
        List<String> names = LayerNames.of(layers);
        List<NamedLayer> named = new ArrayList<>();
        for (int i = 0; i < layers.length; i++) {
            named.add(new NamedLayer(names.get(i), layers[i], preProcessor(i)));
        }
        return named;
    }

    @Override
    public List<Layer> implementations() {
        return List.of(network.getLayers());
    }

    @Override
    public List<ModelPart> parts() {
        return layers().stream()
                .map(each -> new ModelPart(each.name(), each.layer(), each.layer()))
                .toList();
    }

    @Override
    public Map<String, List<String>> inputs() {
        Map<String, List<String>> inputs = new HashMap<>();
        List<String> below = List.of();
        for (String name : LayerNames.of(network.getLayers())) {
            inputs.put(name, below);
            below = List.of(name);
        }
        return inputs;
    }

    @Override
    public List<ModelOutput> outputs() {
        return List.of(new ModelOutput(network.getOutputLayer(), network.getLabels()));
    }

    @Override
    public void replaceLayers(BiFunction<Layer, String, Layer> replacement) {
        Layer[] layers = network.getLayers();
        List<String> names = LayerNames.of(layers);
        for (int i = 0; i < layers.length; i++) {
            layers[i] = replacement.apply(layers[i], names.get(i));
        }
        refreshNames();
    }

    /** The network keeps a second way to its layers, by name, and shows no way to change it. */
    private void refreshNames() {
        try {
            Field field = MultiLayerNetwork.class.getDeclaredField("layerMap");
            field.setAccessible(true);
            @SuppressWarnings("unchecked")
            Map<String, Layer> byName = (Map<String, Layer>) field.get(network);
            for (Layer layer : network.getLayers()) {
                byName.replace(layer.conf().getLayer().getLayerName(), layer);
            }
        } catch (ReflectiveOperationException | InaccessibleObjectException hidden) {
            log.debug("getLayer(name) goes on giving Deeplearning4j's own layers", hidden);
        }
    }

    @Override
    public void runBack(BiFunction<Layer, INDArray, INDArray> ofLoss) {
        Layer[] layers = network.getLayers();
        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
        INDArray error = null;
        for (int i = layers.length - 1; i >= 0 && !(layers[i] instanceof FrozenLayer); i--) {
            error = layers[i].backpropGradient(error, none).getSecond();
            if (i == layers.length - 1) {
                error = ofLoss.apply(layers[i], error);
            }
            InputPreProcessor before = preProcessor(i);
            if (before != null && error != null) {
                error = before.backprop(error, network.getInputMiniBatchSize(), none);
            }
        }
    }

    private @Nullable InputPreProcessor preProcessor(int index) {
        return configuration().getInputPreProcess(index);
    }

    private MultiLayerConfiguration configuration() {
        return network.getLayerWiseConfigurations();
    }

    @Override
    public int iterationCount() {
        return network.getIterationCount();
    }

    @Override
    public int epochCount() {
        return network.getEpochCount();
    }

    @Override
    public boolean isInitialised() {
        return network.getLayers() != null;
    }

    @Override
    public boolean isChain() {
        return true;
    }

    @Override
    public OptionalInt forwardLength() {
        return configuration().getBackpropType() == BackpropType.TruncatedBPTT
                ? OptionalInt.of(configuration().getTbpttFwdLength())
                : OptionalInt.empty();
    }

    @Override
    public OptionalInt backwardLength() {
        return configuration().getBackpropType() == BackpropType.TruncatedBPTT
                ? OptionalInt.of(configuration().getTbpttBackLength())
                : OptionalInt.empty();
    }

    @Override
    public DataType dataType() {
        return configuration().getDataType();
    }

    @Override
    public double penalty() {
        return network.calcRegularizationScore(true);
    }

    @Override
    public @Nullable INDArray updaterState() {
        return network.getUpdater().getStateViewArray();
    }

    @Override
    public List<UpdaterBlock> updaterBlocks() {
        return ((BaseMultiLayerUpdater<?>) network.getUpdater()).getUpdaterBlocks();
    }

    @Override
    public List<TrainingListener> listeners() {
        return new ArrayList<>(network.getListeners());
    }
}
