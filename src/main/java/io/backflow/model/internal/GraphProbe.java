// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.util.OptionalInt;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.MultiDataSet;

/** The probe of a graph. */
final class GraphProbe extends LossProbe {

    private final ComputationGraph graph;
    private MultiDataSet batch = new MultiDataSet();

    GraphProbe(ComputationGraph original) {
        ComputationGraphConfiguration configuration =
                original.getConfiguration().clone();
        configuration.setDataType(DataType.DOUBLE);
        graph = new ComputationGraph(configuration);
        graph.init(original.params().castTo(DataType.DOUBLE).dup(), false);
    }

    @Override
    public Model model() {
        return graph;
    }

    @Override
    public void load(MultiDataSet all) {
        batch = all;
    }

    @Override
    double forwardAndBack() {
        graph.setInputs(batch.getFeatures());
        graph.setLabels(batch.getLabels());
        graph.setLayerMaskArrays(batch.getFeaturesMaskArrays(), batch.getLabelsMaskArrays());
        graph.computeGradientAndScore();
        graph.clearLayerMaskArrays();
        return graph.score();
    }

    @Override
    double forward() {
        return graph.score(batch, true);
    }

    @Override
    OptionalInt forwardLength() {
        ComputationGraphConfiguration configuration = graph.getConfiguration();
        return configuration.getBackpropType() == BackpropType.TruncatedBPTT
                ? OptionalInt.of(configuration.getTbpttFwdLength())
                : OptionalInt.empty();
    }
}
