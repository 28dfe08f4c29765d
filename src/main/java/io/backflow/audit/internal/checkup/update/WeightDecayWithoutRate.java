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

/** Weight decay that is not multiplied by the learning rate. */
final class WeightDecayWithoutRate implements Check {

    private static final Known KNOWN = new Known(
            "weight-decay-without-rate",
            Severity.RISK,
            "decay by weightDecay(c, false) takes its share of the weights in every update, whatever the learning"
                    + " rate, schedule or batch",
            "nd4j: linalg/learning/regularization/WeightDecay.java",
            "weightDecay(c, true), which multiplies by the learning rate");

    /** Weights that take longer to fall to a half are not worth a word. */
    private static final double UPDATES = 1000;

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<ExaminedLayer> found = model.layers().stream()
                .filter(layer -> share(layer) > 1 - Math.pow(0.5, 1 / UPDATES))
                .toList();
        double largest =
                found.stream().mapToDouble(WeightDecayWithoutRate::share).max().orElse(0);
        return KNOWN.at(found.stream().map(ExaminedLayer::name).toList(), amount(largest));
    }

    private static String amount(double share) {
        return share >= 1
                ? String.format(Locale.ROOT, "%s of every weight in one update: none is left", Figures.of(share, 3))
                : String.format(
                        Locale.ROOT,
                        "%s of every weight in an update: half in %s updates",
                        Figures.of(share, 3),
                        Figures.of(Math.log(0.5) / Math.log1p(-share), 3));
    }

    private static double share(ExaminedLayer layer) {
        return layer.trained().map(WeightDecayWithoutRate::share).orElse(0.0);
    }

    private static double share(BaseLayer layer) {
        return DoubledWeightDecay.decays(layer.getRegularization()).stream()
                .filter(decay -> !decay.isApplyLR())
                .mapToDouble(decay -> decay.getCoeff().valueAt(0, 0))
                .sum();
    }
}
