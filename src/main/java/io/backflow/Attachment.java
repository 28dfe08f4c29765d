// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import io.backflow.recurrent.LayerReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The listeners and layers that {@link Backflow} put into a network. They stay until it is closed.
 *
 * <p>It clips and measures wherever it stands among the network's listeners. As {@link Backflow#attach()} leaves it, it
 * stands first, and listeners that are added later come after it: all of them see the clipped gradient in
 * {@code onGradientCalculation}, and in {@code iterationDone} no update that was taken back. {@code setListeners} drops
 * it, as any other listener: {@link #close()} then warns of the updates that it missed. A copy by {@code clone()} has
 * no listeners and is not attached.
 */
public final class Attachment implements AutoCloseable {

    private final TrainedModel model;
    private final Engine engine;
    private final List<LayerReport> layers;
    private final List<AutoCloseable> parts;
    private boolean closed;

    /**
     * Makes an attachment.
     *
     * @param parts what is closed with it, in this order
     */
    Attachment(TrainedModel model, Engine engine, List<LayerReport> layers, List<AutoCloseable> parts) {
        this.model = model;
        this.engine = engine;
        this.layers = List.copyOf(layers);
        this.parts = List.copyOf(parts);
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
        List<AutoCloseable> all = new ArrayList<>(List.of(engine::close, () -> model.remove(engine)));
        all.addAll(parts);
        @Nullable RuntimeException first = null;
        for (AutoCloseable part : all) {
            try {
                part.close();
            } catch (Exception e) {
                RuntimeException failure =
                        e instanceof RuntimeException runtime ? runtime : new IllegalStateException("Cannot close", e);
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
