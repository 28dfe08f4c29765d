// SPDX-License-Identifier: Apache-2.0
package io.backflow.advice.internal;

import io.backflow.store.internal.RunStatus;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one seed gave.
 *
 * @param seed the seed
 * @param status {@link RunStatus#FINISHED}, {@link RunStatus#DIVERGED} or {@link RunStatus#INTERRUPTED}
 * @param reason why it ended early; empty if it did not
 * @param norms the finite norms, one an update
 * @param lengths of each norm's minibatch, the labelled time steps of an example on average
 */
public record SeedNorms(long seed, RunStatus status, String reason, List<Double> norms, List<Double> lengths) {

    /** Copies the lists. */
    public SeedNorms {
        norms = List.copyOf(norms);
        lengths = List.copyOf(lengths);
        if (lengths.size() != norms.size()) {
            throw new IllegalArgumentException(
                    "Every norm must have a length, got " + norms.size() + " norms and " + lengths.size() + " lengths");
        }
    }

    /** Takes norms of minibatches whose examples have one labelled step each. */
    public SeedNorms(long seed, RunStatus status, String reason, List<Double> norms) {
        this(seed, status, reason, norms, Collections.nCopies(norms.size(), 1.0));
    }

    /** Returns the same norms divided by the lengths; a minibatch without a labelled step keeps its mean. */
    SeedNorms perStep() {
        List<Double> divided = IntStream.range(0, norms.size())
                .mapToObj(i -> lengths.get(i) > 0 ? norms.get(i) / lengths.get(i) : norms.get(i))
                .toList();
        return new SeedNorms(seed, status, reason, divided, lengths);
    }

    /** Returns the share of the norms that are over a threshold; NaN if there is no norm. */
    public double shareOver(double threshold) {
        return share(norms, threshold);
    }

    /** Returns the share of norms that are over a threshold; NaN if there is no norm. */
    static double share(List<Double> norms, double threshold) {
        return norms.stream()
                .mapToDouble(norm -> norm > threshold ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }
}
