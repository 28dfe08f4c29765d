// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.update;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedLayer;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Figures;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Weight decay that stands in a layer more than once. */
final class DoubledWeightDecay implements Check {

    private static final Known KNOWN = new Known(
            "weight-decay-twice",
            Severity.WRONG,
            "decay by weightDecay(...) of the whole network stands twice in every layer, and acts twice",
            "nn/conf/NeuralNetConfiguration.java, Builder.weightDecay",
            "set it on the layers instead, or half of it for the network");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<ExaminedLayer> found = model.layers().stream()
                .filter(layer ->
                        layer.trained().map(DoubledWeightDecay::isDoubled).orElse(false))
                .toList();
        return KNOWN.at(
                found.stream().map(ExaminedLayer::name).toList(),
                found.stream()
                        .flatMap(layer -> layer.trained().stream())
                        .findFirst()
                        .map(DoubledWeightDecay::amount)
                        .orElse(""));
    }

    private static boolean isDoubled(BaseLayer layer) {
        return decays(layer.getRegularization()).size() > 1
                || decays(layer.getRegularizationBias()).size() > 1;
    }

    private static String amount(BaseLayer layer) {
        List<WeightDecay> weights = decays(layer.getRegularization());
        List<WeightDecay> decays = weights.size() > 1 ? weights : decays(layer.getRegularizationBias());
        double once = decays.get(0).getCoeff().valueAt(0, 0);
        double sum = decays.stream()
                .mapToDouble(decay -> decay.getCoeff().valueAt(0, 0))
                .sum();
        return String.format(Locale.ROOT, "%s where %s was asked for", Figures.of(sum, 3), Figures.of(once, 3));
    }

    /** Returns the weight decay among some regularisation. */
    static List<WeightDecay> decays(List<Regularization> regularization) {
        return regularization == null
                ? List.of()
                : regularization.stream()
                        .filter(WeightDecay.class::isInstance)
                        .map(WeightDecay.class::cast)
                        .toList();
    }
}
