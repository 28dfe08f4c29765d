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

/** Recurrent weights through which every gradient vanishes. */
final class VanishingWeights implements Check {

    private static final Known KNOWN = new Known(
            "recurrent-weights-vanish",
            Severity.RISK,
            "the largest singular value of RW times the largest derivative of the activation is below 1: errors shrink"
                    + " by that factor at least, at every step back, whatever the data",
            "Pascanu et al. (2013), section 2.1",
            "a tanh activation and orthogonal recurrent weights, or an LSTM");

    /** Above, half of an error can be left after 13 steps. */
    private static final double FACTOR = 0.95;

    private static final int STEPS = 20;

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<RecurrentWeights> found = model.cells().stream()
                .flatMap(cell -> RecurrentWeights.of(cell).stream())
                .filter(weights -> weights.singular() < FACTOR)
                .sorted(Comparator.comparingDouble(RecurrentWeights::singular))
                .toList();
        return KNOWN.at(
                found.stream().map(RecurrentWeights::name).toList(),
                found.isEmpty() ? "" : amount(found.get(0).singular()));
    }

    private static String amount(double factor) {
        return String.format(
                Locale.ROOT,
                "%s a step, at most %s of an error is left after %d steps",
                Figures.of(factor, 2),
                Figures.of(Math.pow(factor, STEPS), 1),
                STEPS);
    }
}
