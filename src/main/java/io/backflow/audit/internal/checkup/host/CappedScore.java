// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.host;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedLayer;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** The cross-entropy of a softmax whose logits can be far apart. */
final class CappedScore implements Check {

    private static final Known KNOWN = new Known(
            "score-capped",
            Severity.NOTE,
            "the score of LossMCXENT takes no probability for less than 1e-10, its gradient does: where a network is"
                    + " that sure and wrong the score stops, finite differences and audits disagree, and a network that"
                    + " diverges looks bounded",
            "nd4j: linalg/lossfunctions/impl/LossMCXENT.java",
            "watch the gradient's norm beside the score, or give a smaller clip: new LossMCXENT(1e-30, null)");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        Logits logits = new Logits(model);
        List<ExaminedLayer> found = model.layers().stream()
                .filter(layer -> clip(layer) > 0 && logits.largestDifference(layer) > -Math.log(clip(layer)))
                .toList();
        return KNOWN.at(
                found.stream().map(ExaminedLayer::name).toList(),
                found.isEmpty() ? "" : amount(clip(found.get(0)), logits.largestDifference(found.get(0))));
    }

    private static String amount(double clip, double logits) {
        return String.format(
                Locale.ROOT,
                "%.2f an entry at most; logits can be %s apart",
                -Math.log(clip),
                Double.isInfinite(logits) ? "any distance" : String.format(Locale.ROOT, "%.3g", logits));
    }

    private static double clip(ExaminedLayer layer) {
        return layer.configuration() instanceof BaseOutputLayer output
                        && output.getLossFn() instanceof LossMCXENT loss
                        && output.getActivationFn() instanceof ActivationSoftmax
                ? loss.getSoftmaxClipEps()
                : 0;
    }
}
