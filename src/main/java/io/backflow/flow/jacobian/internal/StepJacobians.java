// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import io.backflow.model.internal.GruGates;
import io.backflow.model.internal.LstmGates;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.PeepholeLstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import java.util.ArrayList;
import java.util.List;

/** The Jacobians of the steps of one example, from what each cell's equations say. */
final class StepJacobians {

    private StepJacobians() {}

    /** Returns the Jacobians of steps {@code from} (exclusive) to {@code to} (inclusive), in the order of time. */
    static List<StepJacobian> between(RecurrentWeights weights, ExampleSteps steps, int from, int to) {
        List<StepJacobian> jacobians = new ArrayList<>();
        for (int t = from + 1; t <= to; t++) {
            jacobians.add(of(weights, steps, t));
        }
        return jacobians;
    }

    /**
     * Returns the Jacobian of one step: of the state at {@code t} by that at {@code t - 1}.
     *
     * @param t after {@link ExampleSteps#firstStep()}, since the state before the first step is not known in full
     */
    static StepJacobian of(RecurrentWeights weights, ExampleSteps steps, int t) {
        if (steps.masked(t)) {
            return StepJacobian.identity(weights);
        }
        Cell cell = weights.cell();
        if (cell instanceof SimpleRnnCell rnn) {
            return simple(weights, rnn, steps, t);
        }
        if (cell instanceof LstmCell lstm) {
            return lstm(weights, lstm.activation(), lstm.gateActivation(), steps, t);
        }
        if (cell instanceof PeepholeLstmCell lstm) {
            return withPeepholes(weights, lstm, steps, t);
        }
        if (cell instanceof GruCell gru) {
            return gru(weights, gru, steps, t);
        }
        throw new IllegalArgumentException("cell must be a SimpleRnn, LSTM or GRU cell, got " + cell);
    }

    private static StepJacobian simple(RecurrentWeights weights, SimpleRnnCell cell, ExampleSteps steps, int t) {
        StepJacobian j = StepJacobian.zero(weights);
        double[] h = steps.values("hidden", t);
        for (int u = 0; u < h.length; u++) {
            j.hiddenGain[0][u] = Slopes.at(cell.activation(), h[u]);
        }
        return j;
    }

    private static StepJacobian lstm(
            RecurrentWeights weights, Activation f, Activation s, ExampleSteps steps, int t) {
        StepJacobian j = StepJacobian.zero(weights);
        double[] candidate = steps.values("candidate", t);
        double[] forget = steps.values("forget", t);
        double[] output = steps.values("output", t);
        double[] input = steps.values("input", t);
        double[] c = steps.values(BackwardTrace.StepActivations.CELL_STATE, t);
        double[] cBefore = steps.values(BackwardTrace.StepActivations.CELL_STATE_BEFORE, t);
        for (int u = 0; u < c.length; u++) {
            double squashed = Slopes.value(f, c[u]);
            double hiddenByCell = output[u] * Slopes.at(f, squashed);
            j.cellGain[LstmGates.CANDIDATE][u] = input[u] * Slopes.at(f, candidate[u]);
            j.cellGain[LstmGates.FORGET][u] = cBefore[u] * Slopes.at(s, forget[u]);
            j.cellGain[LstmGates.INPUT][u] = candidate[u] * Slopes.at(s, input[u]);
            j.cellToCell[u] = forget[u];
            j.hiddenGain[LstmGates.CANDIDATE][u] = hiddenByCell * j.cellGain[LstmGates.CANDIDATE][u];
            j.hiddenGain[LstmGates.FORGET][u] = hiddenByCell * j.cellGain[LstmGates.FORGET][u];
            j.hiddenGain[LstmGates.OUTPUT][u] = squashed * Slopes.at(s, output[u]);
            j.hiddenGain[LstmGates.INPUT][u] = hiddenByCell * j.cellGain[LstmGates.INPUT][u];
            j.cellToHidden[u] = hiddenByCell * forget[u];
        }
        return j;
    }

    /** Adds the ways from the cell state through the gates, of which that through the output gate begins after it. */
    private static StepJacobian withPeepholes(
            RecurrentWeights weights, PeepholeLstmCell cell, ExampleSteps steps, int t) {
        StepJacobian j = lstm(weights, cell.activation(), cell.gateActivation(), steps, t);
        double[][] peepholes = weights.peepholes();
        double[] output = steps.values("output", t);
        double[] c = steps.values(BackwardTrace.StepActivations.CELL_STATE, t);
        for (int u = 0; u < c.length; u++) {
            double squashed = Slopes.value(cell.activation(), c[u]);
            double hiddenByCell = output[u] * Slopes.at(cell.activation(), squashed)
                    + j.hiddenGain[LstmGates.OUTPUT][u] * peepholes[1][u];
            j.cellToCell[u] += j.cellGain[LstmGates.FORGET][u] * peepholes[0][u]
                    + j.cellGain[LstmGates.INPUT][u] * peepholes[2][u];
            j.hiddenGain[LstmGates.CANDIDATE][u] = hiddenByCell * j.cellGain[LstmGates.CANDIDATE][u];
            j.hiddenGain[LstmGates.FORGET][u] = hiddenByCell * j.cellGain[LstmGates.FORGET][u];
            j.hiddenGain[LstmGates.INPUT][u] = hiddenByCell * j.cellGain[LstmGates.INPUT][u];
            j.cellToHidden[u] = hiddenByCell * j.cellToCell[u];
        }
        return j;
    }

    private static StepJacobian gru(RecurrentWeights weights, GruCell cell, ExampleSteps steps, int t) {
        StepJacobian j = StepJacobian.zero(weights);
        double[] reset = steps.values("reset", t);
        double[] update = steps.values("update", t);
        double[] candidate = steps.values("candidate", t);
        double[] before = steps.values(BackwardTrace.StepActivations.STATE_BEFORE, t);
        double[] product = weights.recurrentCandidate(before);
        Activation s = cell.gateActivation();
        for (int u = 0; u < before.length; u++) {
            double byCandidate = (1 - update[u]) * Slopes.at(cell.activation(), candidate[u]);
            j.hiddenGain[GruGates.RESET][u] = byCandidate * product[u] * Slopes.at(s, reset[u]);
            j.hiddenGain[GruGates.UPDATE][u] = (before[u] - candidate[u]) * Slopes.at(s, update[u]);
            j.hiddenGain[GruGates.CANDIDATE][u] = byCandidate * reset[u];
            j.hiddenToHidden[u] = update[u];
        }
        return j;
    }
}
