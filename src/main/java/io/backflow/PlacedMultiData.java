// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import io.backflow.gradient.internal.ExamplePlaces;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** Hands on minibatches of a graph as {@link PlacedData} does. */
final class PlacedMultiData implements MultiDataSetIterator {

    private static final long serialVersionUID = 1L;

    private final transient MultiDataSetIterator source;
    private final transient MultiDataSetIterator data;
    private final transient ExamplePlaces places;

    PlacedMultiData(MultiDataSetIterator source, ExamplePlaces places) {
        this.source = source;
        this.data = source.asyncSupported()
                ? new AsyncMultiDataSetIterator(source, PlacedData.PREFETCHED, true)
                : source;
        this.places = places;
    }

    @Override
    public boolean hasNext() {
        return data.hasNext();
    }

    @Override
    public MultiDataSet next() {
        return placed(data.next());
    }

    @Override
    public MultiDataSet next(int count) {
        return placed(data.next(count));
    }

    private MultiDataSet placed(MultiDataSet batch) {
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
    public void setPreProcessor(@Nullable MultiDataSetPreProcessor preProcessor) {
        source.setPreProcessor(preProcessor);
    }

    @Override
    public @Nullable MultiDataSetPreProcessor getPreProcessor() {
        return source.getPreProcessor();
    }
}
