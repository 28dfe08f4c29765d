// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.host;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseLayer;

/** Layers that draw random numbers in training. */
final class SharedRandomNumbers implements Check {

    private static final Known KNOWN = new Known(
            "shared-random-numbers",
            Severity.NOTE,
            "dropout and weight noise draw from one generator for the whole process, which building any network sets"
                    + " back to that one's seed",
            "nn/conf/NeuralNetConfiguration.java, Builder.seed; nn/multilayer/MultiLayerNetwork.java, init",
            "build all networks before training starts, or Nd4j.getRandom().setSeed after each");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        return KNOWN.at(
                model.namesOf(layer ->
                        !layer.isFrozen() && layer.configurations().stream().anyMatch(SharedRandomNumbers::draws)),
                "the same units are dropped after each");
    }

    private static boolean draws(org.deeplearning4j.nn.conf.layers.Layer conf) {
        return conf.getIDropout() != null || (conf instanceof BaseLayer base && base.getWeightNoise() != null);
    }
}
