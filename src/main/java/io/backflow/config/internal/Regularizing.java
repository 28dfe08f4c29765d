// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.config.CellConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.regularizer.RegularizerConfig;
import io.backflow.setting.Rules;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;

/** What a regulariser needs. */
final class Regularizing {

    private Regularizing() {}

    /** Adds the rule that a training, under that path, breaks with one of these regularisers. */
    static void checkAccumulation(
            List<RegularizerConfig> regularizers, TrainingConfig training, String path, Rules rules) {
        regularizers.stream()
                .filter(regularizer -> !(regularizer instanceof RegularizerConfig.None))
                .findFirst()
                .ifPresent(regularizer -> rules.require(
                        training.minibatchesOfUpdate() == 1,
                        path + ".accumulate",
                        "must be left out with regularizer '" + Labels.type(regularizer)
                                + "', which is a mean over a minibatch and no sum",
                        training.minibatchesOfUpdate()));
    }

    /**
     * Adds the rules that a regulariser, under that path, breaks with such cells and layers: none of them can tell
     * alone.
     */
    static Rules checkFits(
            RegularizerConfig regularizer, String path, List<CellConfig> cells, LayersConfig layers, Rules rules) {
        if (regularizer instanceof RegularizerConfig.None) {
            return rules;
        }
        for (CellConfig cell : cells) {
            rules.require(
                    cell.layer(1, new WeightsConfig.Xavier()) instanceof SimpleRnn,
                    path,
                    "must be none where a cell is not simple-rnn, for which alone it is defined",
                    Labels.type(regularizer) + " and " + Labels.cell(cell));
        }
        return rules.require(
                layers == LayersConfig.BACKFLOW,
                path,
                "must be none where layers are deeplearning4j, whose backward pass takes no other gradient",
                Labels.type(regularizer));
    }
}
