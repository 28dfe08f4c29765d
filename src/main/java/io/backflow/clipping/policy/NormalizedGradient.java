// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.NormType;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.Norms;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides the gradient by its norm, so that nothing but its direction counts.
 *
 * <pre>{@code g' = g / (||g|| + beta)}</pre>
 *
 * <p>A beta as large as the usual norm makes it a smooth form of clipping, {@code beta * g'} being the clipped
 * gradient.
 *
 * @param beta what keeps a small gradient small, finite and at least 0. With 0, a gradient of zeros stays as it is
 * @param by what is normalised apart from the rest: the model, each layer, each parameter, or each gate and parameter
 *     without gates
 * @param normType the norm, by default of the minibatch mean
 * @see <a href="https://arxiv.org/abs/1905.11881">Zhang, He, Sra, Jadbabaie (2020), equation 7</a>
 */
@TypeName("normalized-gradient")
public record NormalizedGradient(
        @Default(NormalizedGradient.DEFAULT_BETA) double beta,
        @Default("model") Level by,
        @Default(GlobalNormClipping.DEFAULT_NORM_TYPE) NormType normType)
        implements ClippingConfig, ClippingPolicy {

    /** The beta that a configuration gets if it names none. */
    public static final String DEFAULT_BETA = "1e-8";

    /** Checks beta. */
    public NormalizedGradient {
        new Rules().notNegative("beta", beta).enforce();
    }

    /** Normalises the whole gradient by its L2 norm. */
    public NormalizedGradient(double beta) {
        this(beta, Level.MODEL, NormType.L2);
    }

    @Override
    public ClipResult clip(MeanGradient gradient) {
        List<ClipResult.BlockClip> changed = new ArrayList<>();
        for (GradientBlock block : by == Level.GATE ? gradient.leaves() : gradient.blocks(by)) {
            Norms norms = gradient.norms(block);
            double norm = normType.of(norms);
            double coefficient = 1.0 / (norm + beta);
            // Zeros stay zeros; of a norm at either end of double's range nothing sensible can be said.
            if (norm > 0.0 && coefficient > 0.0 && coefficient < Double.POSITIVE_INFINITY && coefficient != 1.0) {
                gradient.scale(block, coefficient);
                changed.add(new ClipResult.BlockClip(block.path(), norm, norm * coefficient, norms.count()));
            }
        }
        return changed.isEmpty()
                ? ClipResult.UNCHANGED
                : new ClipResult(changed, normType.key() + " norm made 1, beta " + beta);
    }

    @Override
    public boolean needsL2Only() {
        return normType == NormType.L2;
    }

    @Override
    public ClippingPolicy newPolicy() {
        return this;
    }
}
