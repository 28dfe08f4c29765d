// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import io.backflow.gradient.internal.UpdateEngine;
import io.backflow.gradient.internal.UpdatePart;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.api.Model;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns if the engine that it is part of does not see all of a network's updates, or not before other listeners do. */
final class Attendance implements UpdatePart {

    private static final Logger log = LoggerFactory.getLogger(Attendance.class);

    private final TrainedModel attached;
    private final boolean clips;
    private final AtomicBoolean warned = new AtomicBoolean();
    private final int iterationsBefore;
    private final AtomicInteger updates = new AtomicInteger();

    /**
     * Begins to count.
     *
     * @param attached the network; others that the engine may see are not watched
     * @param clips whether the engine clips, so that its place matters
     */
    Attendance(TrainedModel attached, boolean clips) {
        this.attached = attached;
        this.clips = clips;
        this.iterationsBefore = attached.iterations();
    }

    @Override
    public void raw(Model model) {
        if (model == attached.model() && clips && !isFirst() && !warned.getAndSet(true)) {
            log.warn("Other listeners were put before Backflow, which still clips and measures all updates:"
                    + " they see the raw gradient, and updates that are then taken back");
        }
    }

    private boolean isFirst() {
        return attached.first() instanceof UpdateEngine engine && engine.has(this);
    }

    @Override
    public void updated(Model model, int iteration, int epoch) {
        if (model == attached.model()) {
            updates.incrementAndGet();
        }
    }

    @Override
    public void close() {
        int missed = attached.iterations() - iterationsBefore - updates.get();
        if (missed > 0) {
            log.warn(
                    "{} of the network's updates were neither clipped nor measured: setListeners had taken "
                            + "Backflow out."
                            + " Add listeners by addListeners",
                    missed);
        }
    }
}
