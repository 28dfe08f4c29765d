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
import org.nd4j.linalg.learning.config.Adam;

/** An epsilon of Adam's that was chosen for another form of it. */
final class AdamEpsilon implements Check {

    private static final Known KNOWN = new Known(
            "adam-epsilon",
            Severity.NOTE,
            "Adam adds epsilon before the bias correction, so that it weighs 1 / sqrt(1 - beta2) times as much in the"
                    + " first update as the same number in PyTorch or Keras",
            "nd4j: linalg/learning/AdamUpdater.java; Kingma and Ba (2015), end of section 2",
            "an epsilon that is so many times smaller; the default of 1e-8 seldom matters");

    private static final double LARGE = 9e-8;

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<ExaminedLayer> found = model.layers().stream()
                .filter(layer ->
                        adam(layer).filter(adam -> adam.getEpsilon() >= LARGE).isPresent())
                .toList();
        String amount = found.isEmpty()
                ? ""
                : adam(found.get(0))
                        .map(adam -> String.format(
                                Locale.ROOT,
                                "epsilon %s weighs %s times as much",
                                Figures.of(adam.getEpsilon(), 2),
                                Figures.of(1 / Math.sqrt(1 - adam.getBeta2()), 2)))
                        .orElse("");
        return KNOWN.at(found.stream().map(ExaminedLayer::name).toList(), amount);
    }

    private static Optional<Adam> adam(ExaminedLayer layer) {
        return layer.trained()
                .map(BaseLayer::getIUpdater)
                .filter(Adam.class::isInstance)
                .map(Adam.class::cast);
    }
}
