package io.backflow.flow;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The score of a minibatch as the mean over its examples, whether or not the network is configured with {@code miniBatch(true)}. */
final class MeanLoss {

    private MeanLoss() {}

    /** Returns the mean; the penalties of L1, L2 and weight decay, which Deeplearning4j adds once, are in it once. */
    static double of(Model model) {
        double score = model.score();
        if (model.conf().isMiniBatch()) {
            return score;
        }
        double penalty = model instanceof MultiLayerNetwork network
                ? network.calcRegularizationScore(true)
                : ((ComputationGraph) model).calcRegularizationScore(true);
        return (score - penalty) / model.batchSize() + penalty;
    }
}
