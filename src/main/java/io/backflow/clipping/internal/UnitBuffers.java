// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.shade.guava.collect.MapMaker;

/** Working arrays for the units of one parameter, each as long as it has units; used again at every update. */
public final class UnitBuffers {

    /** By the layout, which belongs to one model, and by the index of a parameter's first element. */
    private static final ConcurrentMap<GradientLayout, Map<Long, UnitBuffers>> OF_LAYOUTS =
            new MapMaker().weakKeys().makeMap();

    private final Units units;
    private final UnitNorms gradient;
    private final UnitNorms weights;
    private final double[] coefficients;

    private UnitBuffers(Units units) {
        this.units = units;
        this.gradient = new UnitNorms(units);
        this.weights = new UnitNorms(units);
        this.coefficients = new double[units.count()];
    }

    /**
     * Returns the buffers of a parameter.
     *
     * @throws IllegalArgumentException if the model has no such parameter
     */
    public static UnitBuffers of(Model model, GradientLayout layout, GradientBlock parameter) {
        UnitBuffers found =
                OF_LAYOUTS.computeIfAbsent(layout, unknown -> ofAll(model)).get(parameter.offset());
        if (found == null || parameter.level() != GradientBlock.Level.PARAMETER) {
            throw new IllegalArgumentException("The model has no parameter '" + parameter.path() + "'");
        }
        return found;
    }

    private static Map<Long, UnitBuffers> ofAll(Model model) {
        Map<Long, UnitBuffers> all = new HashMap<>();
        Units.of(model).forEach((offset, units) -> all.put(offset, new UnitBuffers(units)));
        return all;
    }

    public Units units() {
        return units;
    }

    /** Returns the norms of the gradient's units, of sums over the examples. */
    public UnitNorms gradient() {
        return gradient;
    }

    /** Returns the norms of the weights' units. */
    public UnitNorms weights() {
        return weights;
    }

    /** Returns what each unit is multiplied by. */
    public double[] coefficients() {
        return coefficients;
    }

    /** Returns what the L2 norm of a block is multiplied by that is made of whole units, or lies within one. */
    public double ratio(GradientBlock leaf) {
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
