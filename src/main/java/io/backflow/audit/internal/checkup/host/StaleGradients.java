// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.host;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.Optional;
import java.util.Set;

/** The listener behind Deeplearning4j's training page. */
final class StaleGradients implements Check {

    private static final Known KNOWN = new Known(
            "stats-listener",
            Severity.NOTE,
            "StatsListener shows the gradient of the first iteration after its report before: with its default"
                    + " frequency of 10, one that is nine iterations old",
            "ui-model: ui/model/stats/BaseStatsListener.java:281",
            "frequency 1, or Backflow.on(model).measure(GradientNorms.every(10))");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        return model.listenersNamed(Set.of("StatsListener", "J7StatsListener")).isEmpty()
                ? Optional.empty()
                : KNOWN.everywhere("the report of iteration 10 shows iteration 1");
    }
}
