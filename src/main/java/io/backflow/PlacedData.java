// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import io.backflow.gradient.internal.ExamplePlaces;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Hands on minibatches, and says where the examples of each stand in their data as it does so: in the thread that
 * trains, so that it prefetches by itself what {@code fit} would have prefetched.
 */
final class PlacedData implements DataSetIterator {

    private static final long serialVersionUID = 1L;

    /** How many minibatches are prefetched: as many as DL4J does on one device. */
    static final int PREFETCHED = 2;

    private final transient DataSetIterator source;
    private final transient DataSetIterator data;
    private final transient ExamplePlaces places;

    PlacedData(DataSetIterator source, ExamplePlaces places) {
        this.source = source;
        this.data = source.asyncSupported() ? new AsyncDataSetIterator(source, PREFETCHED, true) : source;
        this.places = places;
    }

    @Override
    public boolean hasNext() {
        return data.hasNext();
    }

    @Override
    public DataSet next() {
        return placed(data.next());
    }

    @Override
    public DataSet next(int count) {
        return placed(data.next(count));
    }

    private DataSet placed(DataSet batch) {
        places.are(batch.getExampleMetaData());
        return batch;
    }

    @Override
    public void reset() {
        data.reset();
    }

    @Override
    public boolean resetSupported() {
        return data.resetSupported();
    }

    @Override
    public boolean asyncSupported() {
        return false;
    }

    @Override
    public int batch() {
        return source.batch();
    }

    @Override
    public int inputColumns() {
        return source.inputColumns();
    }

    @Override
    public int totalOutcomes() {
        return source.totalOutcomes();
    }

    @Override
    public List<String> getLabels() {
        return source.getLabels();
    }

    @Override
    public void setPreProcessor(@Nullable DataSetPreProcessor preProcessor) {
        source.setPreProcessor(preProcessor);
    }

    @Override
    public @Nullable DataSetPreProcessor getPreProcessor() {
        return source.getPreProcessor();
    }
}
