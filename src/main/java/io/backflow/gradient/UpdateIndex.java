// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

/**
 * Which update a record belongs to.
 *
 * @param model number of the model among those that the listener serves, in the order in which it met them, from 0:
 *     with DL4J's {@code ParallelWrapper} it tells the workers apart
 * @param update number of updates that the network had made before, DL4J's iteration count; 0 for the first
 * @param epoch number of epochs that the network had finished before
 * @param batch number of minibatches before this one in the epoch
 * @param segment number of truncated-BPTT segments before this one in the minibatch; 0 in standard BPTT. Segments are
 *     told by the state that recurrent layers carry over; in a network where none does, each segment counts as a
 *     minibatch
 */
public record UpdateIndex(int model, long update, int epoch, long batch, int segment) {

    /** Makes the index of an update of the only model. */
    public UpdateIndex(long update, int epoch, long batch, int segment) {
        this(0, update, epoch, batch, segment);
    }
}
