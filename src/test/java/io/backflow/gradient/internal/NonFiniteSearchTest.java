// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.NonFiniteFinding.Step;
import io.backflow.gradient.TestNetwork;
import io.backflow.model.internal.TwoDirections;
import java.util.List;
import java.util.OptionalInt;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Layers that say at which time step they met a value that is not finite, wherever they are in a model. */
class NonFiniteSearchTest {

    private static final class Seeing extends LSTM implements NonFiniteSteps {
        private final OptionalInt step;

        Seeing(Layer like, OptionalInt step) {
            super(like.conf(), DataType.DOUBLE);
            this.step = step;
        }

        @Override
        public OptionalInt lastNonFiniteStep() {
            return step;
        }
    }

    private static final class Both extends BidirectionalLayer implements TwoDirections {
        private final Layer forward;
        private final Layer backward;

        Both(Layer like, Layer forward, Layer backward) {
            super(like.conf(), forward, backward, Nd4j.create(DataType.DOUBLE, 2));
            this.forward = forward;
            this.backward = backward;
        }

        @Override
        public Layer forward() {
            return forward;
        }

        @Override
        public Layer backward() {
            return backward;
        }
    }

    private static Seeing at(Layer like, int step) {
        return new Seeing(like, OptionalInt.of(step));
    }

    private static MultiLayerNetwork twoLayers() {
        return (MultiLayerNetwork) TestNetwork.TWO_NAMED_LSTM_LAYERS.build(DataType.DOUBLE);
    }

    @Test
    void theLayerThatTheBackwardPassReachedFirstComesFirst() {
        MultiLayerNetwork network = twoLayers();
        Layer[] layers = network.getLayers();
        layers[0] = at(layers[0], 3);
        layers[1] = at(layers[1], 4);
        assertThat(NonFiniteSearch.steps(network))
                .containsExactly(new Step("upper_half", 4), new Step("lower/half", 3));
    }

    @Test
    void aLayerThatMetNoneIsLeftOut() {
        MultiLayerNetwork network = twoLayers();
        Layer[] layers = network.getLayers();
        layers[0] = at(layers[0], 0);
        layers[1] = new Seeing(layers[1], OptionalInt.empty());
        assertThat(NonFiniteSearch.steps(network)).containsExactly(new Step("lower/half", 0));
        assertThat(NonFiniteSearch.steps(twoLayers())).isEmpty();
    }

    @Test
    void layersAreFoundInsideWrappers() {
        MultiLayerNetwork network =
                (MultiLayerNetwork) TestNetwork.LAST_TIME_STEP_OF_BIDIRECTIONAL.build(DataType.DOUBLE);
        BaseWrapperLayer last = (BaseWrapperLayer) network.getLayers()[0];
        Layer like = twoLayers().getLayers()[0];
        last.setUnderlying(new Both(last.getUnderlying(), at(like, 5), at(like, 2)));
        assertThat(NonFiniteSearch.steps(network))
                .containsExactly(new Step("layer0/forward", 5), new Step("layer0/backward", 2));
    }

    @Test
    void theVerticesOfAGraphAreAskedInTheOrderOfTheBackwardPass() {
        ComputationGraph graph = (ComputationGraph) TestNetwork.GRAPH_OF_TWO_TASKS.build(DataType.DOUBLE);
        GraphVertex[] vertices = graph.getVertices();
        for (int i = 0; i < vertices.length; i++) {
            GraphVertex vertex = vertices[i];
            if (List.of("a", "z").contains(vertex.getVertexName())) { // a reads what z wrote
                Layer seeing = at(vertex.getLayer(), vertex.getVertexName().equals("a") ? 5 : 4);
                vertices[i] = new LayerVertex(graph, vertex.getVertexName(), i, seeing, null, false, DataType.DOUBLE);
            }
        }
        assertThat(NonFiniteSearch.steps(graph)).containsExactly(new Step("a", 5), new Step("z", 4));
    }

    @Test
    void aFindingSaysWhereAndWhen() {
        NonFiniteFinding finding =
                new NonFiniteFinding(2, Double.NaN, "lower/half", "RW", "", List.of()).at(List.of(new Step("top", 7)));
        assertThat(finding.first()).isEqualTo("lower/half/RW");
        assertThat(finding)
                .hasToString("2 non-finite elements, the first in lower/half/RW, met first at time step 7 of top");
    }
}
