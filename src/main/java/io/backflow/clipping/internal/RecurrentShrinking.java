// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.clipping.NonFiniteConfig;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.GradientLayout;
import java.util.List;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Puts a multiple of the recurrent weights in the place of a gradient that is lost, and 0 in that of every other.
 *
 * <pre>{@code g_Whh = 0.02 W_hh, g = 0 elsewhere}</pre>
 *
 * @see NonFiniteConfig.Action#SHRINK
 */
final class RecurrentShrinking {

    /** What the mean gradient is, relative to the recurrent weights; from the code of Pascanu et al. */
    static final double FACTOR = 0.02;

    /** RW of one layer, fRW and bRW of a bidirectional one, RWF and RWB of GravesBidirectionalLSTM. */
    private static final Pattern RECURRENT_WEIGHTS = Pattern.compile("[fb]*RW[FB]?");

    private RecurrentShrinking() {}

    /** Refuses a model in which there is nothing to shrink. */
    static void require(Model model) {
        if (recurrentWeights(GradientLayout.of(model)).isEmpty()) {
            throw new IllegalStateException("nonFinite.action shrink needs a network with recurrent weights that are"
                    + " trained (parameters named RW, fRW or bRW), but this one has none: use skip, zero or fail");
        }
    }

    /**
     * Replaces the gradient.
     *
     * @param miniBatchSize number of examples, by which DL4J's updater divides unless the network says otherwise
     */
    static void apply(Model model, GradientLayout layout, int miniBatchSize) {
        INDArray gradient = model.getGradientsViewArray();
        INDArray parameters = model.params();
        gradient.assign(0);
        double factor = model.conf().isMiniBatch() ? FACTOR * miniBatchSize : FACTOR;
        for (GradientBlock block : recurrentWeights(layout)) {
            range(gradient, block).assign(range(parameters, block).mul(factor));
        }
    }

    /** Returns the parts of the recurrent matrices, without the columns of peepholes, which connect no units. */
    private static List<GradientBlock> recurrentWeights(GradientLayout layout) {
        return layout.blocks(Level.PARAMETER).stream()
                .filter(parameter -> RECURRENT_WEIGHTS.matcher(parameter.name()).matches())
                .flatMap(parameter -> parameter.isLeaf() ? List.of(parameter).stream() : parameter.children().stream())
                .filter(block -> !block.name().equals("peephole"))
                .toList();
    }

    private static INDArray range(INDArray flat, GradientBlock block) {
        return flat.reshape(flat.length()).get(NDArrayIndex.interval(block.offset(), block.offset() + block.length()));
    }
}
