// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import io.backflow.gradient.internal.Closing;
import io.backflow.gradient.internal.UpdateEngine;
import io.backflow.record.RecordSink;
import io.backflow.recurrent.LayerReport;
import java.util.List;

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
    private boolean closed;

    Attachment(TrainedModel model, UpdateEngine engine, List<LayerReport> layers, RecordSink sink) {
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
