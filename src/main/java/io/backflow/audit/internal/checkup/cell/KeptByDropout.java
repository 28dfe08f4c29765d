// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.cell;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedLayer;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.conf.dropout.Dropout;

/** Dropout that keeps less than it drops. */
final class KeptByDropout implements Check {

    private static final Known KNOWN = new Known(
            "dropout-keeps-little",
            Severity.RISK,
            "the value of dropOut is the probability of keeping a unit, elsewhere that of dropping it",
            "nn/conf/dropout/Dropout.java",
            "dropOut(1 - p)");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<ExaminedLayer> found = model.layers().stream()
                .filter(layer -> !layer.isFrozen() && kept(layer) < 0.5)
                .toList();
        return KNOWN.at(
                found.stream().map(ExaminedLayer::name).toList(),
                found.isEmpty()
                        ? ""
                        : String.format(
                                Locale.ROOT, "%.0f %% of the inputs are dropped", 100 * (1 - kept(found.get(0)))));
    }

    private static double kept(ExaminedLayer layer) {
        return layer.configurations().stream()
                .filter(conf -> conf.getIDropout() instanceof Dropout dropout && dropout.getPSchedule() == null)
                .mapToDouble(conf -> ((Dropout) conf.getIDropout()).getP())
                .filter(p -> p > 0)
                .min()
                .orElse(1);
    }
}
