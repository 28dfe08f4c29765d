// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.cell;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Cell;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Figures;
import io.backflow.audit.internal.checkup.Known;
import io.backflow.model.internal.LstmGates;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;

/** Forget gates that let little through. */
final class ForgetfulGates implements Check {

    private static final Known KNOWN = new Known(
            "forget-bias",
            Severity.RISK,
            "with a forget gate's bias this low an LSTM loses its state, and the gradient along it, within few steps",
            "Gers et al. (2000); Jozefowicz et al. (2015), section 2.2",
            "forgetGateBiasInit(1.0), or more for long sequences");

    private static final double LOW = 0.5;

    private static final int STEPS = 10;

    /** What a cell starts with, on average. */
    private record Bias(Cell cell, double mean) {}

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        boolean trained = model.view().iterationCount() > 0;
        List<Bias> found = model.cells().stream()
                .filter(cell -> cell.isLstm() && !cell.layer().isFrozen())
                .filter(cell -> !trained || asked(cell.configuration()) < LOW)
                .flatMap(cell -> mean(cell).stream())
                .filter(bias -> bias.mean < LOW)
                .sorted(Comparator.comparingDouble(Bias::mean))
                .toList();
        return KNOWN.at(
                found.stream().map(bias -> bias.cell.name()).toList(),
                found.isEmpty() ? "" : amount(found.get(0).mean));
    }

    private static String amount(double bias) {
        double kept = 1 / (1 + Math.exp(-bias));
        return String.format(
                Locale.ROOT,
                "bias %s on average keeps %s of the state a step, %s after %d",
                Figures.of(bias, 2),
                Figures.of(kept, 2),
                Figures.of(Math.pow(kept, STEPS), 1),
                STEPS);
    }

    @SuppressWarnings("deprecation") // saved models may still have GravesBidirectionalLSTM
    private static double asked(BaseRecurrentLayer configuration) {
        if (configuration instanceof AbstractLSTM lstm) {
            return lstm.getForgetGateBiasInit();
        }
        return configuration instanceof GravesBidirectionalLSTM graves ? graves.getForgetGateBiasInit() : 1;
    }

    private static Optional<Bias> mean(Cell cell) {
        int units = cell.units();
        return cell.parameter("b").filter(rows -> rows[0].length >= 4 * units).map(rows -> {
            double sum = 0;
            for (int i = 0; i < units; i++) {
                sum += rows[0][LstmGates.FORGET * units + i];
            }
            return new Bias(cell, sum / units);
        });
    }
}
