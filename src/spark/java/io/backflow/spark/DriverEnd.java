// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.plugin.DriverPlugin;
import org.jspecify.annotations.Nullable;

/**
 * The end of the driver, which hands what executors say to the runs that go on now.
 *
 * <p>Spark calls it from one thread, one message after the other, and an executor waits for the answer: so no more is
 * ever under way than one message of each run. Answers are texts, since executors could not read a class of ours: empty
 * to go on, else why the run is to stop.
 */
final class DriverEnd implements DriverPlugin {

    /** What a run is told that nobody waits for any more. */
    static final String NOBODY = "nobody waits for it";

    private static final AtomicReference<@Nullable RunsAway> CURRENT = new AtomicReference<>();

    /** Says whose runs go on. */
    static void listen(@Nullable RunsAway runs) {
        CURRENT.set(runs);
    }

    @Override
    public Object receive(Object message) {
        RunsAway runs = CURRENT.get();
        return runs != null && message instanceof Message ours && ours.launch().equals(runs.launch())
                ? runs.receive(ours)
                : NOBODY;
    }
}
