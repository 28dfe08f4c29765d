// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.util.OptionalInt;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;

/** The probe of a chain of layers. */
final class NetworkProbe extends LossProbe {

    private final MultiLayerNetwork network;
    private DataSet batch = new DataSet();

    NetworkProbe(MultiLayerNetwork original) {
        MultiLayerConfiguration configuration =
                original.getLayerWiseConfigurations().clone();
        configuration.setDataType(DataType.DOUBLE);
        network = new MultiLayerNetwork(configuration);
        network.init(original.params().castTo(DataType.DOUBLE).dup(), false);
    }

    @Override
    public Model model() {
        return network;
    }

    @Override
    public void load(MultiDataSet all) {
        batch = new DataSet(
                all.getFeatures(0),
                all.getLabels(0),
                first(all.getFeaturesMaskArrays()),
                first(all.getLabelsMaskArrays()));
    }

    private static @Nullable INDArray first(INDArray @Nullable [] arrays) {
        return arrays == null ? null : arrays[0];
    }

    @Override
    double forwardAndBack() {
        network.setInput(batch.getFeatures());
        network.setLabels(batch.getLabels());
        network.setLayerMaskArrays(batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
        network.computeGradientAndScore();
        network.clearLayerMaskArrays();
        return network.score();
    }

    @Override
    double forward() {
        return network.score(batch, true);
    }

    @Override
    OptionalInt forwardLength() {
        MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
        return configuration.getBackpropType() == BackpropType.TruncatedBPTT
                ? OptionalInt.of(configuration.getTbpttFwdLength())
                : OptionalInt.empty();
    }
}
