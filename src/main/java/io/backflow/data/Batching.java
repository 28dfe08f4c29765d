// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

/** Which training sequences share a batch. Without a difference in length there is nothing to choose but their order. */
public enum Batching {
    /**
     * Those of like length, drawn anew in every epoch: little padding, and batches that differ in length, so that gradients,
     * which are sums over time steps, differ in size from batch to batch.
     */
    BY_LENGTH,
    /** Any, drawn anew in every epoch: batches are alike, and short sequences are padded and masked up to the longest. */
    SHUFFLED
}
