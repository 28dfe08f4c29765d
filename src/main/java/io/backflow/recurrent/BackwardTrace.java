package io.backflow.recurrent;

import io.backflow.recurrent.internal.kernel.Activation;
import io.backflow.recurrent.internal.kernel.BackwardRecorder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What one backward pass saw at every time step; immutable.
 *
 * <p>Norms are L2 over [miniBatch, units] of the derivatives of the loss as the layer above hands it down: in Deeplearning4j summed, not
 * averaged, over examples and steps. Steps before {@link #firstStep()} lie outside the backward length and are NaN throughout. At a
 * masked step an example's dL/dh and dL/dc are what it passes on, its dL/dz is 0, and its gates do not count.
 */
public final class BackwardTrace {

    private final List<String> gates;
    private final int miniBatch;
    private final int units;
    private final int firstStep;
    private final int stepsClipped;
    private final double[] hidden;
    private final double[] injected;
    private final double[] cellState;
    private final double[][] preActivations;
    private final double[][] means;
    private final double[][] saturated;
    private final Optional<StepActivations> activations;
    private final Optional<StepErrors> errors;
    private final double @Nullable [] recurrentGradient;
    private final Optional<ExampleErrors> examples;

    public BackwardTrace(BackwardRecorder<?> recorder) {
        gates = recorder.cell.gates();
        miniBatch = recorder.batch;
        units = recorder.units;
        firstStep = recorder.firstStep;
        stepsClipped = recorder.stepsClipped;
        hidden = recorder.hidden;
        injected = recorder.injected;
        cellState = recorder.cellState;
        preActivations = recorder.preActivations;
        means = recorder.means;
        saturated = recorder.saturated;
        activations = recorder.activations();
        errors = recorder.errors();
        recurrentGradient = recorder.recurrentGradient;
        examples = Optional.ofNullable(recorder.examples);
    }

    /** Returns the names of the gates, in the order of their weight columns. */
    public List<String> gates() {
        return gates;
    }

    /** Returns how many examples there were. */
    public int miniBatch() {
        return miniBatch;
    }

    /** Returns how many units the layer has. */
    public int units() {
        return units;
    }

    /** Returns how many time steps the sequence, or the segment of it, had. */
    public int steps() {
        return hidden.length;
    }

    /** Returns the first step that the backward pass reached. */
    public int firstStep() {
        return firstStep;
    }

    /**
     * Returns at how many steps clipping through time changed errors, whose norms are those of what flows on, after clipping; nothing in a pass
     * without it.
     */
    public OptionalInt stepsClipped() {
        return stepsClipped < 0 ? OptionalInt.empty() : OptionalInt.of(stepsClipped);
    }

    /** Returns the norm of dL/dh_t: from the layer above and from the steps after t. */
    public double hidden(int step) {
        return hidden[step];
    }

    /** Returns the norm of the part of dL/dh_t that the layer above injects at t. */
    public double injected(int step) {
        return injected[step];
    }

    /** Returns the norm of dL/dc_t; NaN for cells without a cell state. */
    public double cellState(int step) {
        return cellState[step];
    }

    /** Returns the norm of dL/dz_t of one gate, z being its pre-activation on the side of the input. */
    public double preActivation(int gate, int step) {
        return preActivations[gate][step];
    }

    /** Returns the mean activation of one gate over units and examples; NaN if not asked for. */
    public double mean(int gate, int step) {
        return means[gate][step];
    }

    /** Returns the share of a gate's units that are {@link Activation#saturation() saturated}; NaN if not asked for. */
    public double saturated(int gate, int step) {
        return saturated[gate][step];
    }

    /** Returns the activations themselves, if they were asked for. */
    public Optional<StepActivations> activations() {
        return activations;
    }

    /** Returns the errors themselves, whose norms the other methods give, if they were asked for. */
    public Optional<StepErrors> errors() {
        return errors;
    }

    /** Returns the sizes of each example's errors, where examples are masked at the last step. */
    public Optional<ExampleErrors> examples() {
        return examples;
    }

    /**
     * Returns a copy of the gradient of R that the pass left in the network, column-major [units, gates x units], if the errors were asked for: the
     * loss's alone, without what gradient terms add. A pass that takes no gradient, such as a replay, has none.
     */
    public Optional<double[]> recurrentGradient() {
        return Optional.ofNullable(recurrentGradient).map(double[]::clone);
    }
}
