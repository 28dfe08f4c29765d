// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A part of a run that remembers something from one minibatch to the next, all of which a checkpoint holds. */
public interface Resumable {

    /** Returns everything that is remembered between two minibatches, as copies; counts are exact up to 2^53. */
    Map<String, double[]> state();

    /** Returns the files whose lengths are in the state: so much of them has to be on the disk once that is saved. */
    default List<Path> measuredFiles() {
        return List.of();
    }

    /**
     * Takes over what {@link #state} returned, before the first minibatch.
     *
     * @throws IllegalArgumentException naming the entry, if it does not fit
     */
    void restore(Map<String, double[]> state);
}
