package io.backflow.clipping;

import io.backflow.gradient.GradientBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Shortens each block of one level whose norm is over a threshold, and keeps its direction.
 *
 * <pre>{@code g' = g * min(1, c / ||g||)}</pre>
 *
 * <p>The coefficient is taken a few units in the last place smaller than {@code c / ||g||}, so that after rounding every
 * element to float the norm is at most c: the bound holds exactly, and clipping again changes nothing.
 *
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov, Bengio (2013), Algorithm 1</a>
 */
final class NormClipping {

    /**
     * Rounding a product to float makes an element at most 2^-24 too long, relative to its size; in double, only the
     * rounding of the norm itself counts, far below this.
     */
    private static final double ROUNDING = 0x1p-22;

    private NormClipping() {}

    static ClipResult clip(MeanGradient gradient, GradientBlock.Level level, double maxNorm, NormType type) {
        List<ClipResult.BlockClip> clipped = new ArrayList<>();
        for (GradientBlock block : gradient.layout().blocks(level)) {
            double norm = type.of(gradient.norms().of(block));
            if (norm > maxNorm) {
                double coefficient = maxNorm / norm * (1.0 - ROUNDING);
                gradient.scale(block, coefficient);
                clipped.add(new ClipResult.BlockClip(block.path(), norm, norm * coefficient, block.length()));
            }
        }
        if (clipped.isEmpty()) {
            return ClipResult.UNCHANGED;
        }
        return new ClipResult(clipped, type.name().toLowerCase(Locale.ROOT) + " norm > " + maxNorm);
    }
}
