// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import java.util.List;

/**
 * What a policy did to one gradient.
 *
 * @param blocks what was changed; empty if nothing was
 * @param reason why, with the threshold: {@code l2 norm > 1.0}; empty if nothing was changed
 * @param threshold the one threshold that was in force, whether or not anything was over it, in the units of
 *     {@link BlockClip#before()}; NaN if there was none, or not the same for all blocks
 */
public record ClipResult(List<BlockClip> blocks, String reason, double threshold) {

    /** The gradient was left alone, by a policy without a threshold in force. */
    public static final ClipResult UNCHANGED = unchanged(Double.NaN);

    /**
     * What was done to one block.
     *
     * @param path the block's path, {@code ""} for the whole model; of a named group, its pattern
     * @param before norm of the gradient as the policy saw it, of the policy's norm type
     * @param after the same norm after clipping, up to rounding
     * @param elements number of elements that were changed
     * @param threshold bound that was in force for the block; NaN if there was none, and where each unit of the block
     *     has its own
     */
    public record BlockClip(String path, double before, double after, long elements, double threshold) {

        /** Leaves out the threshold. */
        public BlockClip(String path, double before, double after, long elements) {
            this(path, before, after, elements, Double.NaN);
        }

        /** Returns what is left of the norm: {@code after / before}. */
        public double coefficient() {
            return after / before;
        }
    }

    /** Copies the blocks. */
    public ClipResult {
        blocks = List.copyOf(blocks);
    }

    /** Leaves out the threshold. */
    public ClipResult(List<BlockClip> blocks, String reason) {
        this(blocks, reason, Double.NaN);
    }

    /** Returns the result of a policy that left the gradient alone under a threshold; NaN if there was none. */
    public static ClipResult unchanged(double threshold) {
        return new ClipResult(List.of(), "", threshold);
    }

    /** Returns whether anything was changed. */
    public boolean clipped() {
        return !blocks.isEmpty();
    }

    /** Returns the smallest coefficient of all blocks; 1 if nothing was changed. */
    public double coefficient() {
        return blocks.stream().mapToDouble(BlockClip::coefficient).min().orElse(1.0);
    }
}
