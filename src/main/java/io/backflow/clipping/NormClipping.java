// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.Norms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shortens each block of one level whose norm is over a threshold, and keeps its direction.
 *
 * <pre>{@code g' = g * min(1, c / ||g||)}</pre>
 *
 * <p>The coefficient is taken a few units in the last place smaller than {@code c / ||g||}, so that after rounding
 * every element to the network's type the norm is at most c: the bound holds exactly, and clipping again changes
 * nothing.
 *
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov, Bengio (2013), Algorithm 1</a>
 */
final class NormClipping {

    /**
     * The least that a norm is shortened below the threshold, relative to it. In double, where the elements' own
     * rounding is far below this, it covers the rounding of the norm's sum, in whatever order somebody adds it up.
     */
    private static final double LEAST_MARGIN = 0x1p-22;

    /** A power of 2 that brings the largest double, times the root of any number of elements, into the range. */
    private static final double INTO_RANGE = 0x1p-600;

    private NormClipping() {}

    /**
     * Clips each block of a level at the same threshold; {@code why} says where it comes from, if that is not plain.
     */
    static ClipResult clip(MeanGradient gradient, Level level, NormType type, double maxNorm, String why) {
        List<ClipResult.BlockClip> clipped = new ArrayList<>();
        for (GradientBlock block : gradient.blocks(level)) {
            clip(gradient, block, type, maxNorm).ifPresent(clipped::add);
        }
        if (clipped.isEmpty()) {
            return ClipResult.unchanged(maxNorm);
        }
        return new ClipResult(clipped, type.key() + " norm > " + maxNorm + why, maxNorm);
    }

    /** Clips one block; returns nothing if its norm is not over the threshold. */
    static Optional<ClipResult.BlockClip> clip(
            MeanGradient gradient, GradientBlock block, NormType type, double maxNorm) {
        Norms norms = gradient.norms(block);
        double norm = type.of(norms);
        if (!(norm > maxNorm)) {
            return Optional.empty();
        }
        double bound = bound(gradient, maxNorm);
        shorten(gradient, block, type, bound);
        return Optional.of(new ClipResult.BlockClip(block.path(), norm, bound, norms.count(), maxNorm));
    }

    /** Returns what to shorten a norm to, so that however it is rounded and added up it is not over a threshold. */
    static double bound(MeanGradient gradient, double threshold) {
        // The policy rounds each element once, DL4J's division by the minibatch size once more.
        return threshold
                * (1.0 - Math.max(LEAST_MARGIN, 4 * gradient.sum().view().roundoff()));
    }

    private static void shorten(MeanGradient gradient, GradientBlock block, NormType type, double bound) {
        Norms norms = gradient.norms(block);
        double norm = type.of(norms);
        if (norm < Double.POSITIVE_INFINITY) {
            gradient.scale(block, bound / norm);
            return;
        }
        // Every element is finite, but the norm is over the range of double.
        gradient.scale(block, INTO_RANGE);
        gradient.scale(block, bound / (norms.max() * INTO_RANGE * type.atMost(norms)));
    }
}
