// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.trace;

import io.backflow.recurrent.BackwardTrace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What a recorder measured of one backward pass. */
final class RecordedTrace implements BackwardTrace {

    private final List<String> gates;
    private final int miniBatch;
    private final int units;
    private final int firstStep;
    private final int stepsClipped;
    private final double[] hidden;
    private final double[] injected;
    private final double[] cellState;
    private final double[][] preActivations;
    private final RecordedGates<?> measured;
    private final Optional<BackwardTrace.StepActivations> activations;
    private final Optional<BackwardTrace.StepErrors> errors;
    private final double @Nullable [] recurrentGradient;
    private final Optional<BackwardTrace.ExampleErrors> examples;

    RecordedTrace(BackwardRecorder<?> recorder) {
        gates = recorder.cell.gates();
        miniBatch = recorder.batch;
        units = recorder.units;
        firstStep = recorder.firstStep;
        stepsClipped = recorder.stepsClipped;
        hidden = recorder.hidden;
        injected = recorder.injected;
        cellState = recorder.cellState;
        preActivations = recorder.preActivations;
        measured = recorder.gates;
        activations = recorder.activations();
        errors = recorder.errors();
        recurrentGradient = recorder.recurrentGradient;
        examples = Optional.ofNullable(recorder.examples);
    }

    @Override
    public List<String> gates() {
        return gates;
    }

    @Override
    public int miniBatch() {
        return miniBatch;
    }

    @Override
    public int units() {
        return units;
    }

    @Override
    public int steps() {
        return hidden.length;
    }

    @Override
    public int firstStep() {
        return firstStep;
    }

    @Override
    public OptionalInt stepsClipped() {
        return stepsClipped < 0 ? OptionalInt.empty() : OptionalInt.of(stepsClipped);
    }

    @Override
    public double hidden(int step) {
        return hidden[step];
    }

    @Override
    public double injected(int step) {
        return injected[step];
    }

    @Override
    public double cellState(int step) {
        return cellState[step];
    }

    @Override
    public double preActivation(int gate, int step) {
        return preActivations[gate][step];
    }

    @Override
    public double mean(int gate, int step) {
        return measured.means[gate][step];
    }

    @Override
    public double saturated(int gate, int step) {
        return measured.saturated[gate][step];
    }

    @Override
    public Optional<double[][]> quantiles(int gate) {
        double[][] quantiles = measured.quantiles[gate];
        return quantiles.length == 0
                ? Optional.empty()
                : Optional.of(Arrays.stream(quantiles).map(double[]::clone).toArray(double[][]::new));
    }

    @Override
    public Optional<double[]> saturatedStates() {
        return measured.readsStates() ? Optional.of(measured.saturatedStates.clone()) : Optional.empty();
    }

    @Override
    public Optional<BackwardTrace.StepActivations> activations() {
        return activations;
    }

    @Override
    public Optional<BackwardTrace.StepErrors> errors() {
        return errors;
    }

    @Override
    public Optional<BackwardTrace.ExampleErrors> examples() {
        return examples;
    }

    @Override
    public Optional<double[]> recurrentGradient() {
        return Optional.ofNullable(recurrentGradient).map(double[]::clone);
    }
}
