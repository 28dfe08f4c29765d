// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well a network does a task, on a minibatch or on a split.
 *
 * @param updates how many updates it has had
 * @param epoch the epoch that it is in
 * @param split {@code training} for a minibatch, {@code validation} or {@code test}
 * @param figures by name; none where outputs are not finite
 * @param basis what the figures are made of
 * @param segments of the minibatch; null for a split
 * @param measured what else was measured, by name
 */
public record MetricsRecord(
        long updates,
        long epoch,
        String split,
        Map<String, Double> figures,
        Basis basis,
        @Nullable Segments segments,
        Map<String, Double> measured) {

    /** Copies the maps, in their order. */
    public MetricsRecord {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
    }

    /** What figures are made of, or why there are none. */
    public sealed interface Basis {}

    /**
     * A loss that was added up over sequences.
     *
     * @param sum of the loss
     * @param sequences how many there were
     */
    public record OverSequences(double sum, long sequences) implements Basis {}

    /**
     * A loss that was added up over labelled time steps.
     *
     * @param sum of the loss
     * @param labelledSteps how many there were, each counted as often as its mask says
     * @param sequences how many there were
     */
    public record OverSteps(double sum, double labelledSteps, long sequences) implements Basis {}

    /**
     * Outputs that are not finite, of which there is no figure.
     *
     * @param sequences how many there were
     * @param outputs how many numbers the network gave
     * @param nonFinite how many of them are NaN or infinite
     */
    public record NonFiniteOutputs(long sequences, long outputs, long nonFinite) implements Basis {}

    /**
     * The segments of a minibatch, each of which is an update.
     *
     * @param count how many there were
     * @param nonFinite how many had a loss that is not finite
     */
    public record Segments(int count, int nonFinite) {}
}
