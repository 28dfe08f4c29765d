package io.backflow.clipping;

import io.backflow.clipping.ClipResult.BlockClip;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.GradientLayout;
import io.backflow.model.internal.FlatView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Clips unit by unit, with working arrays that are as long as a parameter has units: see {@link AdaptiveGradientClipping}. */
final class UnitWisePolicy implements ClippingPolicy {

    /** The formula's least divisor; it tells only if lambda * eps is below it. */
    private static final double LEAST_NORM = 1e-6;

    private final AdaptiveGradientClipping config;
    private final Map<Long, Work> works = new HashMap<>();
    private @Nullable GradientLayout layout;

    UnitWisePolicy(AdaptiveGradientClipping config) {
        this.config = config;
    }

    private static final class Work {
        private final Units units;
        private final UnitNorms gradient;
        private final UnitNorms weights;
        private final double[] coefficients;

        Work(Units units) {
            this.units = units;
            this.gradient = new UnitNorms(units);
            this.weights = new UnitNorms(units);
            this.coefficients = new double[units.count()];
        }

        /** Returns what the L2 norm of a block is multiplied by that is made of whole units, or lies within one. */
        double ratio(GradientBlock leaf) {
            double before = 0;
            double after = 0;
            long end = leaf.offset() + leaf.length();
            for (long at = leaf.offset(); at < end; at += units.run(at)) {
                int unit = units.of(at);
                before = Math.hypot(before, gradient.norm(unit));
                after = Math.hypot(after, gradient.norm(unit) * coefficients[unit]);
            }
            return before == 0 ? 1.0 : after / before;
        }
    }

    @Override
    public boolean needsL2Only() {
        return true;
    }

    @Override
    public ClipResult clip(MeanGradient gradient) {
        if (layout != gradient.layout()) {
            layout = gradient.layout();
            works.clear();
            Units.of(gradient.model()).forEach((offset, units) -> works.put(offset, new Work(units)));
        }
        double lambda = config.lambda().at(gradient.iteration(), gradient.epoch());
        FlatView parameters = gradient.parameters();
        List<BlockClip> clipped = new ArrayList<>();
        for (GradientBlock parameter : gradient.blocks(Level.PARAMETER)) {
            Work work = works.get(parameter.offset());
            if (work == null) {
                throw new IllegalArgumentException("The model has no parameter '" + parameter.path() + "'");
            }
            measure(gradient, parameter, work, parameters);
            BlockClip clip = clip(gradient, parameter, work, lambda);
            if (clip != null) {
                clipped.add(clip);
            }
        }
        return clipped.isEmpty()
                ? ClipResult.UNCHANGED
                : new ClipResult(clipped, "l2 norm of a unit > " + lambda + " of its weights'");
    }

    private static void measure(MeanGradient gradient, GradientBlock parameter, Work work, FlatView parameters) {
        work.gradient.reset(gradient.norms(parameter).l2() / gradient.meanFactor());
        work.weights.reset(0.0);
        for (GradientBlock leaf : Scope.leavesOf(parameter)) {
            gradient.addTo(work.gradient, leaf);
            work.weights.add(parameters, leaf.offset(), leaf.length());
        }
        if (work.weights.isOutOfRange()) {
            work.weights.resetToExtreme();
            Scope.leavesOf(parameter).forEach(leaf -> work.weights.add(parameters, leaf.offset(), leaf.length()));
        }
    }

    private @Nullable BlockClip clip(MeanGradient gradient, GradientBlock parameter, Work work, double lambda) {
        boolean any = false;
        double after = 0;
        for (int i = 0; i < work.coefficients.length; i++) {
            double norm = work.gradient.norm(i) * gradient.meanFactor();
            double largest = lambda * Math.max(work.weights.norm(i), config.eps());
            boolean over = norm > largest;
            work.coefficients[i] =
                    over ? gradient.factor(NormClipping.bound(gradient, largest) / Math.max(norm, LEAST_NORM)) : 1.0;
            after = Math.hypot(after, norm * work.coefficients[i]);
            any |= over;
        }
        if (!any) {
            return null;
        }
        UnitScaling scaling = new UnitScaling(work.units, work.coefficients);
        for (GradientBlock leaf : Scope.leavesOf(parameter)) {
            scaling.begin(leaf.offset());
            if (work.units.divide(leaf.offset(), leaf.length())) {
                gradient.scaleParts(leaf, scaling, work.ratio(leaf));
            } else {
                gradient.edit(leaf, scaling);
            }
        }
        return new BlockClip(parameter.path(), gradient.norms(parameter).l2(), after, scaling.changed());
    }
}
