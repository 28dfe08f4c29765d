// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.gradient;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedLayer;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;

/** Truncated backpropagation in a chain of layers whose answers are no sequences. */
final class UntrainedSegments implements Check {

    private static final Known KNOWN = new Known(
            "truncated-trains-nothing",
            Severity.WRONG,
            "truncated BPTT of a MultiLayerNetwork trains nothing, and only warns, where labels are not sequences",
            "nn/multilayer/MultiLayerNetwork.java:2107",
            "backpropType(BackpropType.Standard), or an RnnOutputLayer and labels of [miniBatch, size, time]");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<ExaminedLayer> layers = model.layers();
        if (!model.view().isChain() || model.view().forwardLength().isEmpty() || layers.isEmpty()) {
            return Optional.empty();
        }
        ExaminedLayer output = layers.get(layers.size() - 1);
        boolean everyStep =
                output.configuration() instanceof RnnOutputLayer || output.configuration() instanceof RnnLossLayer;
        boolean known = output.configuration() instanceof org.deeplearning4j.nn.conf.layers.OutputLayer
                || output.configuration() instanceof org.deeplearning4j.nn.conf.layers.LossLayer;
        return everyStep || !known ? Optional.empty() : KNOWN.at(List.of(output.name()), "0 updates by fit");
    }
}
