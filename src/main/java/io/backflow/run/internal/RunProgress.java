// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.flow.Verdict;
import io.backflow.store.internal.RunStatus;

/** Hears how far runs are; called from the threads that train. Everything is optional. */
public interface RunProgress {

    /** Hears nothing. */
    RunProgress NONE = new RunProgress() {};

    /** The data is there: from here on there are files that are to be completed, also if the user loses patience. */
    default void begins() {}

    /** The units of a cell were solved: which, how many, how large its network is. */
    default void solved(String what) {}

    /** A job begins, and goes on until {@code goal} units of its own (updates or minibatches) are done. */
    default void started(String job, long goal) {}

    /** A job goes on from its checkpoint, at which so many of its units were done. */
    default void resumed(String job, long done) {}

    /**
     * A job has done so many of its units; the loss is the last minibatch's, a mean over labelled sequences or time
     * steps.
     */
    default void advanced(String job, long done, double loss) {}

    /** A job has a gradient: its global norm before clipping, and the share of all so far that were clipped. */
    default void clipped(String job, double norm, double shareClipped) {}

    /** A job has a verdict on the flow through time of one update. */
    default void judged(String job, Verdict.Kind verdict) {}

    /** A job is over and its result is written, or was found written by an earlier start; or it was stopped. */
    default void ended(String job, RunStatus status) {}
}
