// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.cell;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Figures;
import io.backflow.audit.internal.checkup.Known;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Recurrent weights through which gradients can explode. */
final class ExplodingWeights implements Check {

    private static final Known KNOWN = new Known(
            "recurrent-weights-explode",
            Severity.RISK,
            "the spectral radius of RW times the largest derivative of the activation is above 1, and nothing clips:"
                    + " errors can grow by that factor at every step back",
            "Pascanu et al. (2013), section 2.1",
            "Backflow.on(model).clip(new GlobalNormClipping(1.0)), or recurrent weights of a smaller radius");

    /** Below, it takes 25 steps to grow tenfold. */
    private static final double FACTOR = 1.1;

    private static final int STEPS = 20;

    /** A cell with what an error is multiplied by. */
    private record Growth(RecurrentWeights weights, double radius) {}

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<Growth> found = model.cells().stream()
                .filter(cell -> !Bounds.hold(model, cell))
                .flatMap(cell -> RecurrentWeights.of(cell).stream())
                .filter(weights -> weights.singular() > FACTOR) // which no eigenvalue exceeds
                .map(weights -> new Growth(weights, weights.radius()))
                .filter(growth -> growth.radius > FACTOR)
                .sorted(Comparator.comparingDouble(Growth::radius).reversed())
                .toList();
        return KNOWN.at(
                found.stream().map(growth -> growth.weights.name()).toList(),
                found.isEmpty() ? "" : amount(found.get(0)));
    }

    private static String amount(Growth growth) {
        return String.format(
                Locale.ROOT,
                "%s a step, %s times in %d steps; by the largest singular value %s a step",
                Figures.of(growth.radius, 2),
                Figures.of(Math.pow(growth.radius, STEPS), 2),
                STEPS,
                Figures.of(growth.weights.singular(), 2));
    }
}
