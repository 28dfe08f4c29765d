package io.backflow.regularizer;

import io.backflow.setting.TypeName;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Leaves gradients as the loss has them. */
@TypeName("none")
public record NoRegularizer() implements RegularizerConfig {

    @Override
    public Regularization attach(MultiLayerNetwork network) {
        return nothing();
    }

    @Override
    public Regularization attach(ComputationGraph graph) {
        return nothing();
    }

    private static Regularization nothing() {
        return new Regularization(List.of(), Map.of(), term -> {});
    }
}
