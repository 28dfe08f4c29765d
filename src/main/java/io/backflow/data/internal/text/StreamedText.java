// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.sequence.SequenceIterators;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A text of which training reads as many streams as a batch has rows, in every epoch the same, and an evaluation one.
 *
 * @param whole the same text as sequences
 */
record StreamedText(SequenceData whole, Passages passages) implements SequenceData {

    @Override
    public String name() {
        return whole.name();
    }

    @Override
    public Shape shape() {
        return whole.shape();
    }

    @Override
    public boolean endless() {
        return false;
    }

    @Override
    public int streamSteps() {
        return passages.sequenceLength();
    }

    @Override
    public List<String> labels() {
        return whole.labels();
    }

    /**
     * Returns the streams from their beginnings on, whatever the seed.
     *
     * @throws DataException if the text has fewer tokens than streams
     */
    @Override
    public SeekableIterator training(int batchSize, long seed, Batching batching) {
        int tokens = passages.training().size();
        if (tokens <= batchSize) {
            throw new DataException("the text is too short for training.batchSize " + batchSize + " with state carried"
                    + " over: each of as many streams needs a token, and one follows the last, but training has "
                    + tokens + " " + passages.units());
        }
        return iterator(passages.training(), batchSize);
    }

    @Override
    public DataSetIterator validation(int batchSize) {
        return iterator(passages.validation(), 1);
    }

    @Override
    public DataSetIterator test(int batchSize) {
        return iterator(passages.test(), 1);
    }

    private SeekableIterator iterator(Passages.Part part, int streams) {
        return new SequenceIterators(shape(), labels())
                .inOrder(new Streams(part, passages.sequenceLength(), streams, passages.units()), streams);
    }

    @Override
    public Map<String, Object> provenance() {
        return whole.provenance();
    }
}
