// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import io.backflow.data.Batch;
import io.backflow.data.Examples;
import io.backflow.data.SequenceData;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.dataset.DataSet;

/** The batches of one epoch, each of which can be made without those before it. */
interface Epoch {

    /** Returns how many batches there are; {@link Long#MAX_VALUE} where they never end. */
    long batches();

    /** Makes one batch, counted from 0. */
    DataSet batch(long number);

    /**
     * An epoch over finitely many examples.
     *
     * @param order the example numbers of each batch
     */
    record Listed(SequenceData.Shape shape, Examples examples, List<int[]> order) implements Epoch {

        @Override
        public long batches() {
            return order.size();
        }

        @Override
        public DataSet batch(long number) {
            int[] numbers = order.get(Math.toIntExact(number));
            int[] lengths = Arrays.stream(numbers).map(examples::length).toArray();
            Batch batch = new Batch(shape, lengths);
            for (int row = 0; row < numbers.length; row++) {
                examples.write(numbers[row], batch, row);
            }
            DataSet whole = batch.toDataSet();
            whole.setExampleMetaData(Arrays.stream(numbers)
                    .mapToObj(example -> new ExamplePlace(examples, example))
                    .toList());
            return whole;
        }
    }

    /** An epoch without end, whose batches are the examples one after the other. */
    record Endless(SequenceData.Shape shape, ExampleStream stream, long seed, int epoch, int batchSize)
            implements Epoch {

        @Override
        public long batches() {
            return Long.MAX_VALUE;
        }

        @Override
        public DataSet batch(long number) {
            Examples examples = stream.slice(seed, epoch, Math.multiplyExact(number, batchSize), batchSize);
            int[] order = IntStream.range(0, batchSize).toArray();
            return new Listed(shape, examples, List.of(order)).batch(0);
        }
    }
}
