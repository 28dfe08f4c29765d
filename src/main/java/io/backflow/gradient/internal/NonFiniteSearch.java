// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.Norms;
import io.backflow.gradient.StageNorms;
import io.backflow.model.internal.ModelPart;
import io.backflow.model.internal.ModelView;
import io.backflow.model.internal.WrappedLayers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;

/** Finds where in a model and where in time a gradient is not finite. */
public final class NonFiniteSearch {

    private NonFiniteSearch() {}

    /** Returns the finding, without time steps, if an element is not finite or the global L2 norm is over the limit. */
    public static Optional<NonFiniteFinding> find(StageNorms norms, double maxNorm) {
        Norms global = norms.global();
        if (global.nonFinite() == 0 && global.l2() <= maxNorm) {
            return Optional.empty();
        }
        return Optional.of(describe(norms, global.nonFinite() > 0 ? firstBroken(norms) : largest(norms)));
    }

    private static GradientBlock firstBroken(StageNorms norms) {
        return norms.layout().leaves().stream()
                .filter(leaf -> norms.of(leaf).nonFinite() > 0)
                .findFirst()
                .orElseThrow();
    }

    private static GradientBlock largest(StageNorms norms) {
        return Collections.max(
                norms.layout().leaves(),
                (a, b) -> Double.compare(norms.of(a).l2(), norms.of(b).l2()));
    }

    private static NonFiniteFinding describe(StageNorms norms, GradientBlock leaf) {
        GradientLayout layout = norms.layout();
        GradientBlock parameter = leaf.level() == Level.GATE ? layout.around(leaf) : leaf;
        return new NonFiniteFinding(
                norms.global().nonFinite(),
                norms.global().l2(),
                layout.around(parameter).name(),
                parameter.name(),
                leaf.level() == Level.GATE ? leaf.name() : "",
                List.of());
    }

    /** Returns what the recurrent layers say of their last backward pass, in its order. */
    static List<NonFiniteFinding.Step> steps(Model model) {
        List<NonFiniteFinding.Step> steps = new ArrayList<>();
        List<ModelPart> parts = ModelView.of(model).parts();
        for (int i = parts.size() - 1; i >= 0; i--) {
            Layer layer = parts.get(i).layer();
            if (layer != null) {
                WrappedLayers.leaves(layer, parts.get(i).name()).forEach(leaf -> ask(leaf, steps));
            }
        }
        return steps;
    }

    private static void ask(WrappedLayers.Leaf leaf, List<NonFiniteFinding.Step> steps) {
        if (leaf.layer() instanceof NonFiniteSteps recurrent) {
            recurrent.lastNonFiniteStep().ifPresent(step -> steps.add(new NonFiniteFinding.Step(leaf.path(), step)));
        }
    }
}
