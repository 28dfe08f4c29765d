// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.model.internal.ModelView;
import org.deeplearning4j.nn.api.Model;

/**
 * The score of a minibatch as the mean over its examples, whether or not the network is configured with
 * {@code miniBatch(true)}.
 */
final class MeanLoss {

    private MeanLoss() {}

    /** Returns the mean; the penalties of L1, L2 and weight decay, which Deeplearning4j adds once, are in it once. */
    static double of(Model model) {
        double score = model.score();
        if (model.conf().isMiniBatch()) {
            return score;
        }
        double penalty = ModelView.of(model).penalty();
        return (score - penalty) / model.batchSize() + penalty;
    }
}
