package io.backflow.clipping;

import java.util.List;

/**
 * What a policy did to one gradient.
 *
 * @param blocks what was changed; empty if nothing was
 * @param reason why, with the threshold: {@code l2 norm > 1.0}; empty if nothing was changed
 */
public record ClipResult(List<BlockClip> blocks, String reason) {

    /** The gradient was left alone. */
    public static final ClipResult UNCHANGED = new ClipResult(List.of(), "");

    /**
     * What was done to one block.
     *
     * @param path the block's path, {@code ""} for the whole model
     * @param before norm of the minibatch-mean gradient, of the policy's norm type
     * @param after the same norm after clipping, up to rounding
     * @param elements number of elements that were changed
     */
    public record BlockClip(String path, double before, double after, long elements) {

        /** Returns what is left of the norm: {@code after / before}. */
        public double coefficient() {
            return after / before;
        }
    }

    /** Copies the blocks. */
    public ClipResult {
        blocks = List.copyOf(blocks);
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
