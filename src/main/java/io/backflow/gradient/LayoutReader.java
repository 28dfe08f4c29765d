// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import io.backflow.model.internal.Gates;
import io.backflow.model.internal.ModelPart;
import io.backflow.model.internal.ModelView;
import io.backflow.model.internal.WrappedLayers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads a model's layout from its parameter tables.
 *
 * <p>The order of the flat view is that of DL4J's updater ({@code BaseMultiLayerUpdater}): layers in order, for a graph
 * in topological order, and within a layer the order of its parameter table. The keys of the model's own table come in
 * another order and are of no use here.
 */
final class LayoutReader {

    private final List<GradientBlock> layers = new ArrayList<>();
    private long offset;

    private LayoutReader() {}

    static GradientLayout read(Model model) {
        LayoutReader reader = new LayoutReader();
        ModelView.of(model).parts().forEach(reader::add);
        // Not numParams(), which leaves out the vertices of a graph that are no layers, such as attention.
        long length = model.params().length();
        if (reader.offset != length) {
            throw new IllegalStateException(
                    "The parameter tables have " + reader.offset + " elements, but the model has " + length);
        }
        return new GradientLayout(parent("", GradientBlock.Level.MODEL, reader.layers), reader.offset);
    }

    private void add(ModelPart part) {
        Trainable trainable = part.trainable();
        Layer layer = part.layer();
        if (trainable.numParams() == 0) {
            return;
        }
        boolean frozen = layer != null && WrappedLayers.isFrozen(layer);
        List<GradientBlock> parameters = new ArrayList<>();
        for (Map.Entry<String, INDArray> entry : trainable.paramTable(false).entrySet()) {
            long length = entry.getValue().length();
            if (!frozen && hasGradient(trainable, entry.getKey())) {
                parameters.add(parameter(part.name(), entry.getKey(), entry.getValue(), layer));
            }
            offset += length;
        }
        if (!parameters.isEmpty()) {
            layers.add(parent(part.name(), GradientBlock.Level.LAYER, parameters));
        }
    }

    /** Of what only pretraining learns, such as a decoder, the view holds what the last pretraining left there. */
    private static boolean hasGradient(Trainable trainable, String key) {
        TrainingConfig configuration = trainable.getConfig();
        boolean pretrained = configuration != null && configuration.isPretrainParam(key);
        return !pretrained && trainable.updaterDivideByMinibatch(key);
    }

    private GradientBlock parameter(String layerName, String key, INDArray values, @Nullable Layer layer) {
        String path = layerName + "/" + key;
        long columns = values.rank() < 2 ? values.length() : values.size(values.rank() - 1);
        long rows = values.length() / columns;
        List<GradientBlock> gates = new ArrayList<>();
        long start = offset;
        if (layer != null) {
            for (Gates.Columns gate : Gates.of(layer.conf().getLayer(), key, columns)) {
                long length = gate.count() * rows;
                gates.add(new GradientBlock(
                        path + "/" + gate.name(), GradientBlock.Level.GATE, start, length, List.of()));
                start += length;
            }
        }
        return new GradientBlock(path, GradientBlock.Level.PARAMETER, offset, values.length(), gates);
    }

    private static GradientBlock parent(String path, GradientBlock.Level level, List<GradientBlock> children) {
        if (children.isEmpty()) {
            return new GradientBlock(path, level, 0, 0, children);
        }
        GradientBlock last = children.get(children.size() - 1);
        long start = children.get(0).offset();
        return new GradientBlock(path, level, start, last.offset() + last.length() - start, children);
    }
}
