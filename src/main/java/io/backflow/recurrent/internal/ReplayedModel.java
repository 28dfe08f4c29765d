package io.backflow.recurrent.internal;

import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.internal.kernel.Recorded;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network of either kind, as {@link StepLossProbe} runs back through it. */
interface ReplayedModel {

    /** Returns the view of a model. */
    static ReplayedModel of(Model model) {
        if (model instanceof MultiLayerNetwork network) {
            return new ReplayedNetwork(network);
        }
        if (model instanceof ComputationGraph graph) {
            return new ReplayedGraph(graph);
        }
        throw new IllegalArgumentException("The model must be a MultiLayerNetwork or a ComputationGraph, got "
                + model.getClass().getName());
    }

    /** Returns what keeps the model from running back twice. */
    List<String> obstacles();

    /** Returns the configurations of all layers. */
    List<Layer> configurations();

    /** Returns the configurations of the output layers. */
    List<Layer> outputs();

    /** Returns the flat gradient, shared. */
    INDArray gradient();

    /** Makes the next backward passes of the engine's layers replays. */
    void begin(Recorded wanted, Consumer<BackwardPass> passes);

    /** Ends that. */
    void end();

    /** Runs back from one step's loss. */
    void runBack(int step);
}
