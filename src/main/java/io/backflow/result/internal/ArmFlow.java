// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.flow.Verdict;
import io.backflow.flow.profile.DecayFit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the gradient flowed back through the first recurrent layer at one moment of an arm's runs, seeds aggregated.
 *
 * @param rate median factor of the norm per step further back, over the runs in which it could be fitted; NaN if there
 *     is none
 * @param halfLife steps in which half of the gradient is lost at that rate, which for an odd number of runs is the
 *     median of theirs; infinite where none is lost
 * @param verdicts how many runs had which verdict, by its name, from the least urgent on
 * @param throughTimeClipped whether in any run clipping through time had changed the errors that these figures are of
 */
public record ArmFlow(double rate, double halfLife, Map<String, Long> verdicts, boolean throughTimeClipped) {

    /** Copies the counts, in their order. */
    public ArmFlow {
        verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
    }

    /** Returns what the runs have in common; empty if none of them recorded the moment. */
    static Optional<ArmFlow> of(Stream<FlowSummary.@Nullable Moment> moments) {
        List<FlowSummary.Layer> layers = moments.filter(Objects::nonNull)
                .flatMap(moment -> moment.firstLayer().stream())
                .toList();
        if (layers.isEmpty()) {
            return Optional.empty();
        }
        double rate = ArmSummary.median(
                layers.stream().mapToDouble(FlowSummary.Layer::rate).filter(number -> !Double.isNaN(number)));
        // A median of two half-lives of which one is infinite would be infinite beside a rate under 1.
        return Optional.of(new ArmFlow(
                rate,
                DecayFit.halfLife(rate),
                verdicts(layers),
                layers.stream().anyMatch(layer -> layer.stepsClipped() > 0)));
    }

    private static Map<String, Long> verdicts(List<FlowSummary.Layer> layers) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Verdict.Kind kind : Verdict.Kind.values()) {
            long count = layers.stream()
                    .filter(layer -> layer.verdict().equals(kind.key()))
                    .count();
            if (count > 0) {
                counts.put(kind.key(), count);
            }
        }
        return counts;
    }

    /** Returns the verdicts with how many runs had each: {@code 2 vanishing, 1 healthy}. */
    public String counted() {
        return verdicts.entrySet().stream()
                .map(verdict -> verdict.getValue() + " " + verdict.getKey())
                .collect(Collectors.joining(", "));
    }
}
