// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.host;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Listeners that report a score in truncated backpropagation. */
final class SegmentScore implements Check {

    private static final Known KNOWN = new Known(
            "truncated-score",
            Severity.NOTE,
            "in truncated BPTT the score is that of a segment, not of the minibatch",
            "nn/multilayer/MultiLayerNetwork.java:2105",
            "add the scores of the segments, or evaluate");

    private static final Set<String> REPORT = Set.of(
            "ScoreIterationListener",
            "CollectScoresIterationListener",
            "CollectScoresListener",
            "PerformanceListener",
            "StatsListener");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<String> found = model.listenersNamed(REPORT);
        return model.view().forwardLength().isEmpty() || found.isEmpty()
                ? Optional.empty()
                : KNOWN.everywhere(String.join(", ", found) + " of segments of "
                        + model.view().forwardLength().getAsInt() + " steps");
    }
}
