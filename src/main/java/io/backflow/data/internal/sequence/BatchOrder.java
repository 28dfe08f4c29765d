// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import io.backflow.data.Examples;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which sequences make up which batch.
 *
 * <p>Training by length: shuffle all, sort pools of {@value #POOL_BATCHES} batches by length, cut the pools into
 * batches, and shuffle the batches. Sequences of like length then share a batch, which keeps the padding small, and
 * still no two epochs share their batches. Training shuffled: shuffle all and cut.
 */
final class BatchOrder {

    static final int POOL_BATCHES = 64;

    private BatchOrder() {}

    /** Returns the batches of one training epoch as numbers of examples; only one batch may be smaller. */
    static List<int[]> training(Examples examples, int batchSize, SplitMix random, SequenceData.Batching batching) {
        return batching == SequenceData.Batching.SHUFFLED
                ? shuffled(examples, batchSize, random)
                : bucketed(examples, batchSize, random);
    }

    private static List<int[]> shuffled(Examples examples, int batchSize, SplitMix random) {
        int[] order = IntStream.range(0, examples.size()).toArray();
        random.shuffle(order);
        return cut(order, batchSize);
    }

    private static List<int[]> bucketed(Examples examples, int batchSize, SplitMix random) {
        int[] order = IntStream.range(0, examples.size()).toArray();
        random.shuffle(order);
        int pool = (int) Math.min((long) batchSize * POOL_BATCHES, order.length);
        int[] pooled = new int[order.length];
        for (int from = 0; from < order.length; from += pool) {
            int[] sorted = byLength(examples, Arrays.copyOfRange(order, from, Math.min(from + pool, order.length)));
            System.arraycopy(sorted, 0, pooled, from, sorted.length);
        }
        List<int[]> batches = cut(pooled, batchSize);
        int[] turn = IntStream.range(0, batches.size()).toArray();
        random.shuffle(turn);
        return Arrays.stream(turn).mapToObj(batches::get).toList();
    }

    /** Returns the batches of an evaluation, from the shortest sequences to the longest. */
    static List<int[]> fixed(Examples examples, int batchSize) {
        return cut(byLength(examples, IntStream.range(0, examples.size()).toArray()), batchSize);
    }

    /** Returns batches of examples that follow one another. */
    static List<int[]> given(Examples examples, int batchSize) {
        return cut(IntStream.range(0, examples.size()).toArray(), batchSize);
    }

    private static int[] byLength(Examples examples, int[] numbers) {
        // A stable sort: sequences of equal length keep their shuffled order.
        return Arrays.stream(numbers)
                .boxed()
                .sorted(Comparator.comparingInt(examples::length))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static List<int[]> cut(int[] numbers, int batchSize) {
        int size = Math.min(batchSize, numbers.length);
        int batches = (numbers.length - 1) / size + 1;
        return IntStream.range(0, batches)
                .mapToObj(batch ->
                        Arrays.copyOfRange(numbers, batch * size, Math.min((batch + 1) * size, numbers.length)))
                .toList();
    }
}
