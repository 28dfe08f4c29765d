// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.host;

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
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;

/** The binary cross-entropy of logits that can be far from 0. */
final class UnlearntMistakes implements Check {

    private static final Known KNOWN = new Known(
            "mistakes-not-unlearnt",
            Severity.RISK,
            "LossBinaryXENT takes no probability for less than its clip, in the gradient too: where a network is that"
                    + " sure and wrong, nothing tells it",
            "nd4j: linalg/lossfunctions/impl/LossBinaryXENT.java",
            "new LossBinaryXENT(1e-7), or 0.0 with installed layers");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        Logits logits = new Logits(model);
        List<ExaminedLayer> found = model.layers().stream()
                .filter(layer -> clip(layer) > 0 && logits.largest(layer) > -Math.log(clip(layer)))
                .toList();
        return KNOWN.at(
                found.stream().map(ExaminedLayer::name).toList(),
                found.isEmpty() ? "" : amount(clip(found.get(0)), logits.largest(found.get(0))));
    }

    private static String amount(double clip, double logit) {
        return String.format(
                Locale.ROOT,
                "gradients fade from a logit of %s on; logits can be %s",
                Figures.of(-Math.log(clip), 3),
                Double.isInfinite(logit) ? "of any size" : Figures.of(logit, 3));
    }

    private static double clip(ExaminedLayer layer) {
        return layer.configuration() instanceof BaseOutputLayer output
                        && output.getLossFn() instanceof LossBinaryXENT loss
                        && output.getActivationFn() instanceof ActivationSigmoid
                ? loss.getClipEps()
                : 0;
    }
}
