// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A DL4J iterator whose batches depend on nothing but its seed, its batch size and their position, so that a resumed run
 * sees what the interrupted one would have seen.
 *
 * <p>It prefetches nothing and refuses DL4J's asynchronous wrapping. {@link #reset()} begins the next epoch, in a new
 * order where there is an order to change; on an epoch of which no batch was taken yet it does nothing, so that a reset
 * before the first epoch does not skip it.
 */
public interface SeekableIterator extends DataSetIterator {

    /**
     * Goes to a position; the next batch returned is that batch of that epoch.
     *
     * @param epoch counted from 0
     * @param batch counted from 0 within the epoch; the number of batches of the epoch puts the iterator at its end
     * @throws IllegalArgumentException if there is no such position
     */
    void seek(int epoch, long batch);

    /** Returns the epoch of the next batch, counted from 0. */
    int epoch();

    /** Returns the position of the next batch within its epoch, counted from 0. */
    long position();

    /** Returns the batches of an epoch; {@link Long#MAX_VALUE} where training never ends. */
    long batchesPerEpoch();
}
