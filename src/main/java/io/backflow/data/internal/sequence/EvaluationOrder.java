// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import io.backflow.data.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Which sequences an evaluation looks at together. */
public final class EvaluationOrder {

    private EvaluationOrder() {}

    /** Returns the batches of an evaluation as numbers of examples, from the shortest sequences to the longest. */
    public static List<int[]> of(Examples examples, int batchSize) {
        return BatchOrder.fixed(examples, batchSize);
    }

    /** Returns batches of the examples {@code from} (inclusive) to {@code to} (exclusive), in their order. */
    public static List<int[]> consecutive(int from, int to, int batchSize) {
        List<int[]> batches = new ArrayList<>();
        for (int first = from; first < to; first += batchSize) {
            batches.add(IntStream.range(first, Math.min(first + batchSize, to)).toArray());
        }
        return batches;
    }
}
