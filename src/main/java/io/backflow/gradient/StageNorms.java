// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import io.backflow.gradient.internal.GradientMeter;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The norms of every block of a layout, taken in one pass over the flat view. */
public final class StageNorms {

    private final GradientLayout layout;
    private final Norms[] norms;

    public StageNorms(GradientLayout layout, Norms[] norms) {
        this.layout = layout;
        this.norms = norms;
    }

    /** Returns the global norms, which are those of the whole model. */
    public Norms global() {
        return norms[0];
    }

    /**
     * Returns the norms of one block.
     *
     * @throws IllegalArgumentException if the block is not one of this model's
     */
    public Norms of(GradientBlock block) {
        return norms[layout.indexOf(block)];
    }

    /** Returns the norms of all blocks, in the order of {@link GradientLayout#blocks()}. */
    public List<Norms> all() {
        return List.of(norms);
    }

    /** Returns the layout that the norms belong to. */
    public GradientLayout layout() {
        return layout;
    }

    /** Returns the norms of the same gradient multiplied by a factor of at least 0. */
    public StageNorms times(double factor) {
        if (factor == 1.0) {
            return this;
        }
        return new StageNorms(
                layout, Arrays.stream(norms).map(norm -> norm.times(factor)).toArray(Norms[]::new));
    }

    /**
     * Returns the norms after each leaf is multiplied by a coefficient of its own. They are computed and not measured,
     * and so without the rounding of the elements.
     *
     * @param coefficient of a block without parts, at least 0
     */
    public StageNorms scaled(ToDoubleFunction<GradientBlock> coefficient) {
        Norms[] scaled = new Norms[norms.length];
        List<GradientBlock> blocks = layout.blocks();
        for (int leaf : layout.leafIndices()) {
            scaled[leaf] = norms[leaf].times(coefficient.applyAsDouble(blocks.get(leaf)));
        }
        GradientMeter.combine(layout, scaled);
        return new StageNorms(layout, scaled);
    }
}
