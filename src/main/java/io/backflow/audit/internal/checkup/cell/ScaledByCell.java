// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.cell;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Cell;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.deeplearning4j.nn.weights.WeightInitIdentity;
import org.deeplearning4j.nn.weights.WeightInitXavier;

/** Weights of an LSTM that are drawn by the number of inputs and outputs. */
final class ScaledByCell implements Check {

    private static final Known KNOWN = new Known(
            "weights-scaled-by-cell",
            Severity.NOTE,
            "an LSTM takes other numbers of inputs and outputs for its weights than SimpleRnn does: the same WeightInit"
                    + " starts the two from different sizes",
            "nn/params/LSTMParamInitializer.java:129",
            "an explicit distribution, weightInit(new NormalDistribution(0, deviation))");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<Cell> found = model.cells().stream()
                .filter(cell -> cell.configuration() instanceof AbstractLSTM
                        && !cell.layer().isFrozen()
                        && isByFans(cell.configuration().getWeightInitFn()))
                .toList();
        return KNOWN.at(
                found.stream().map(Cell::name).toList(),
                found.isEmpty() ? "" : amount(found.get(0).configuration()));
    }

    private static boolean isByFans(IWeightInit init) {
        return !(init instanceof WeightInitDistribution
                || init instanceof WeightInitConstant
                || init instanceof WeightInitIdentity);
    }

    private static String amount(org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer layer) {
        long inputs = layer.getNIn();
        long units = layer.getNOut();
        String fans = String.format(
                Locale.ROOT,
                "W of %d inputs and %d units is drawn as of %d and %d",
                inputs,
                units,
                units,
                inputs + units);
        return layer.getWeightInitFn() instanceof WeightInitXavier
                ? String.format(
                        Locale.ROOT,
                        "%s: deviation %.3f, in SimpleRnn %.3f",
                        fans,
                        xavier(units, inputs + units),
                        xavier(inputs, units))
                : fans;
    }

    private static double xavier(long in, long out) {
        return Math.sqrt(2.0 / (in + out));
    }
}
