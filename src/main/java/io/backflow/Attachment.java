// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import io.backflow.gradient.internal.Closing;
import io.backflow.gradient.internal.ExamplePlaces;
import io.backflow.gradient.internal.UpdateEngine;
import io.backflow.record.RecordSink;
import io.backflow.recurrent.LayerReport;
import java.util.List;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * The listeners and layers that {@link Backflow} put into a network. They stay until it is closed.
 *
 * <p>It clips and measures wherever it stands among the network's listeners. {@link Backflow#attach()} has those that
 * are there come after it, as those that are added later do: all of them see the clipped gradient in
 * {@code onGradientCalculation}, and in {@code iterationDone} no update that was taken back. {@code setListeners} drops
 * it, as any other listener: {@link #close()} then warns of the updates that it missed. A copy by {@code clone()} has
 * no listeners and is not attached.
 */
public final class Attachment implements AutoCloseable {

    private final TrainedModel model;
    private final UpdateEngine engine;
    private final List<LayerReport> layers;
    private final RecordSink sink;
    private final ExamplePlaces places;
    private boolean closed;

    Attachment(
            TrainedModel model,
            UpdateEngine engine,
            List<LayerReport> layers,
            RecordSink sink,
            ExamplePlaces places) {
        this.places = places;
        this.model = model;
        this.engine = engine;
        this.layers = List.copyOf(layers);
        this.sink = sink;
    }

    /** Returns what became of each recurrent layer and output layer, if they were to be installed. */
    public List<LayerReport> layers() {
        return layers;
    }

    /**
     * Returns whether it is among the network's listeners: not after it was closed, or dropped by {@code setListeners}.
     */
    public boolean isAttached() {
        return model.listeners().contains(engine);
    }

    /**
     * Returns the same data for {@code fit}, so that records which name examples say where these stand: by the meta
     * data that a {@code DataSet} has of its examples, which DataVec's iterators collect where they are told to by
     * {@code setCollectMetaData(true)}. Minibatches are prefetched as in {@code fit}.
     */
    public DataSetIterator naming(DataSetIterator data) {
        return new PlacedData(data, places);
    }

    /** Returns the same data for {@code fit} of a graph, as {@link #naming(DataSetIterator)} does. */
    public MultiDataSetIterator naming(MultiDataSetIterator data) {
        return new PlacedMultiData(data, places);
    }

    /**
     * Says where the examples of the next minibatch stand in the data, for a program that calls {@code fit} with one
     * minibatch after the other.
     *
     * @param places one object an example, whose text is written
     */
    public void naming(List<?> places) {
        this.places.are(List.copyOf(places));
    }

    /**
     * Records the last update, takes itself out of the network's listeners and closes the sinks; all of it, whichever
     * part fails. Installed layers stay. Closing again does nothing.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Closing.all(List.of(() -> model.remove(engine), engine, sink));
    }
}
