// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import io.backflow.data.Examples;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import io.backflow.setting.Rules;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Makes the iterators of one data set. */
public final class SequenceIterators {

    /** Separates the random numbers of orders from those of generated content. */
    private static final long ORDER_STREAM = 0x6f72646572L;

    private final SequenceData.Shape shape;
    private final List<String> labels;

    /** Creates iterators over batches of that shape whose outputs have these names. */
    public SequenceIterators(SequenceData.Shape shape, List<String> labels) {
        new Rules()
                .require(labels.size() == shape.outputs(), "labels", "must be " + shape.outputs(), labels.size())
                .enforce();
        this.shape = shape;
        this.labels = List.copyOf(labels);
    }

    /** Returns training over finitely many examples, in an order that depends on seed and epoch. */
    public SequenceData.SeekableIterator training(
            FiniteData.Training training, int batchSize, long seed, SequenceData.Batching batching) {
        return iterator(batchSize, epoch -> {
            Examples examples = training.epoch(seed, epoch);
            List<int[]> order =
                    BatchOrder.training(examples, batchSize, SplitMix.at(ORDER_STREAM, seed, epoch), batching);
            return new Epoch.Listed(shape, examples, order);
        });
    }

    /** Returns training over generated examples that never repeat. */
    public SequenceData.SeekableIterator endless(ExampleStream stream, int batchSize, long seed) {
        return endless(stream, batchSize, seed, null);
    }

    /**
     * Returns training over generated examples that never repeat.
     *
     * @param growth how far a curriculum has come that grows on success; null if there is none
     */
    public SequenceData.SeekableIterator endless(
            ExampleStream stream, int batchSize, long seed, @Nullable Growth growth) {
        return iterator(batchSize, epoch -> new Epoch.Endless(shape, stream, seed, epoch, batchSize), growth);
    }

    /** Returns an evaluation: every example once, in the same order in every epoch. */
    public SequenceData.SeekableIterator evaluation(Examples examples, int batchSize) {
        return iterator(batchSize, epoch -> new Epoch.Listed(shape, examples, BatchOrder.fixed(examples, batchSize)));
    }

    /** Returns every example once, in their own order in every epoch. */
    public SequenceData.SeekableIterator inOrder(Examples examples, int batchSize) {
        return iterator(batchSize, epoch -> new Epoch.Listed(shape, examples, BatchOrder.given(examples, batchSize)));
    }

    private SequenceData.SeekableIterator iterator(int batchSize, IntFunction<Epoch> epochs) {
        return iterator(batchSize, epochs, null);
    }

    private SequenceData.SeekableIterator iterator(int batchSize, IntFunction<Epoch> epochs, @Nullable Growth growth) {
        new Rules().atLeast("batchSize", batchSize, 1).enforce();
        return new EpochIterator(shape, labels, batchSize, epochs, growth);
    }
}
