// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ModelViewTest {

    @Test
    void anotherModelIsRefused() {
        Model layer = TestNetworks.twoDenseLayers().getLayer(0);
        assertThat(ModelView.find(layer)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelView.of(layer))
                .withMessage("The model must be a MultiLayerNetwork or a ComputationGraph, got "
                        + layer.getClass().getName());
    }

    @ParameterizedTest
    @EnumSource
    void thePartsHaveTheParametersInTheOrderOfTheFlatView(TestNetwork kind) {
        Model model = kind.build(DataType.DOUBLE);
        long offset = 0;
        for (ModelPart part : ModelView.of(model).parts()) {
            Trainable trainable = part.trainable();
            if (trainable.numParams() > 0) {
                INDArray own = trainable.params();
                assertThat(own.data().address() + own.offset() * own.data().getElementSize())
                        .as(part.name())
                        .isEqualTo(model.params().data().address() + offset * Double.BYTES);
                offset += own.length();
            }
        }
        assertThat(offset).isEqualTo(model.params().length());
    }

    @Test
    void aChainGetsEachInputFromTheLayerBelow() {
        Model network = TestNetwork.TWO_NAMED_LSTM_LAYERS.build(DataType.DOUBLE);
        Map<String, List<String>> inputs = ModelView.of(network).inputs();
        assertThat(inputs).containsEntry("lower/half", List.of()).containsEntry("upper_half", List.of("lower/half"));
    }

    @Test
    void aReplacedLayerIsFoundOnAllWaysToIt() {
        MultiLayerNetwork network = (MultiLayerNetwork) TestNetwork.TWO_NAMED_LSTM_LAYERS.build(DataType.DOUBLE);
        Layer lower = network.getLayer(0);
        ModelView.of(network).replaceLayers((layer, name) -> name.equals("upper_half") ? lower : layer);
        assertThat(network.getLayer(1)).isSameAs(lower);
        assertThat(ModelView.of(network).layers().get(1).layer()).isSameAs(lower);

        ComputationGraph graph = (ComputationGraph) TestNetwork.GRAPH_OF_TWO_TASKS.build(DataType.DOUBLE);
        Layer a = graph.getLayer("a");
        ModelView.of(graph).replaceLayers((layer, name) -> name.equals("z") ? a : layer);
        assertThat(graph.getLayer("z")).isSameAs(a);
        assertThat(graph.getLayers()).filteredOn(layer -> layer == a).hasSize(2);
    }

    @Test
    void leavesOfWrappersKeepTheirPath() {
        MultiLayerNetwork network =
                (MultiLayerNetwork) TestNetwork.LAST_TIME_STEP_OF_BIDIRECTIONAL.build(DataType.DOUBLE);
        Layer wrapper = network.getLayer(0);
        Layer both = ((BaseWrapperLayer) wrapper).getUnderlying();
        // DL4J's own bidirectional layer keeps its directions to itself.
        assertThat(WrappedLayers.leaves(wrapper, "last")).containsExactly(new WrappedLayers.Leaf(both, "last", false));
        assertThat(WrappedLayers.innermost(wrapper)).isSameAs(both);
        assertThat(WrappedLayers.inside(both)).isSameAs(both);
        assertThat(WrappedLayers.isFrozen(wrapper)).isFalse();
        // The layer that cuts to the last time step shows the configuration of what it wraps.
        assertThat(WrappedLayers.configurations(wrapper.conf().getLayer())).hasSize(3);
    }
}
