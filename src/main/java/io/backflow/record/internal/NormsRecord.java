// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal;

import io.backflow.gradient.Scale;
import java.util.List;

/**
 * The global L2 norms of the raw gradient of one training, one an update.
 *
 * @param task label of the task
 * @param cell label of the cell
 * @param seed of the training
 * @param status how far it came
 * @param reason why it ended early; empty if it did not
 * @param scale of the norms
 * @param norms the finite ones
 * @param lengths of each norm's minibatch, the labelled time steps of an example on average
 */
public record NormsRecord(
        String task,
        String cell,
        long seed,
        String status,
        String reason,
        Scale scale,
        List<Double> norms,
        List<Double> lengths) {

    /** Copies the lists. */
    public NormsRecord {
        norms = List.copyOf(norms);
        lengths = List.copyOf(lengths);
    }
}
