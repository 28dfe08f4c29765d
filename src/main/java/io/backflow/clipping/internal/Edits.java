// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.StageNorms;
import io.backflow.model.internal.FlatView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a policy did to a gradient, as far as the norms afterwards follow from those before: where it only multiplied
 * whole blocks, or parts of them of which the norms are known, they need not be measured again.
 */
public final class Edits {

    private final GradientLayout layout;
    private final Map<String, Double> coefficients = new HashMap<>();
    private boolean onlyScaled = true;
    private boolean unevenly;

    public Edits(GradientLayout layout) {
        this.layout = layout;
    }

    /** Notes an edit of a block without parts, which may be one that a policy made for itself. */
    public void add(GradientBlock leaf, FlatView.Visitor visitor) {
        if (visitor instanceof Scaling scaling
                && layout.find(leaf.path()).filter(leaf::equals).isPresent()) {
            coefficients.merge(leaf.path(), scaling.coefficient(), (a, b) -> a * b);
        } else {
            onlyScaled = false;
        }
    }

    /** Notes that the parts of a block without parts were scaled so that its L2 norm was multiplied by a ratio. */
    public void addUneven(GradientBlock leaf, double ratio) {
        coefficients.merge(leaf.path(), ratio, (a, b) -> a * b);
        unevenly = true;
    }

    /**
     * Computes the norms after the edits; empty where they have to be measured.
     *
     * @param before the norms before the first of them
     * @param l2Only whether no other norms are asked for
     */
    public Optional<StageNorms> applied(StageNorms before, boolean l2Only) {
        boolean follows = onlyScaled && (!unevenly || l2Only);
        return follows
                ? Optional.of(before.scaled(leaf -> coefficients.getOrDefault(leaf.path(), 1.0)))
                : Optional.empty();
    }
}
