// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.gate.internal;

import io.backflow.flow.gate.GateFlow;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads the gates of a layer off what its backward pass saw. */
public final class GateMeter {

    /** What opens and closes; a candidate is no gate, and SimpleRnn's only block is its state. */
    private static final Set<String> GATES = Set.of("forget", "input", "output", "update", "reset");

    /** |h| at or above which a state counts as saturated: where tanh is, by the trace's own measure. */
    private static final double STATE_BOUND = 1 - 2 * Activation.SATURATION_MARGIN;

    private final BackwardTrace trace;
    private final BackwardTrace.@Nullable StepActivations activations;

    /**
     * Makes a meter of one pass.
     *
     * @param withActivations whether to read quantiles and states off the activations, if there are any
     */
    public GateMeter(BackwardTrace trace, boolean withActivations) {
        this.trace = trace;
        this.activations = withActivations ? trace.activations().orElse(null) : null;
    }

    /** Returns the gates, in the order of their weight columns; none if the pass measured none. */
    public List<GateFlow> gates() {
        List<GateFlow> gates = new ArrayList<>();
        for (int k = 0; k < trace.gates().size(); k++) {
            String name = trace.gates().get(k);
            int gate = k;
            double[] means = series(t -> trace.mean(gate, t));
            if (GATES.contains(name) && Arrays.stream(means).anyMatch(mean -> !Double.isNaN(mean))) {
                gates.add(new GateFlow(name, means, series(t -> trace.saturated(gate, t)), quantiles(name)));
            }
        }
        return List.copyOf(gates);
    }

    /**
     * Returns by step the share of the states that are saturated: for a cell without gates by its activation's own
     * bounds, else {@code |h_t| >= 0.9}. Empty if that was not measured.
     */
    public Optional<double[]> saturatedStates() {
        if (trace.gates().stream().noneMatch(GATES::contains)) {
            double[] shares = series(t -> trace.saturated(0, t));
            return Arrays.stream(shares).allMatch(Double::isNaN) ? Optional.empty() : Optional.of(shares);
        }
        return activations == null ? Optional.empty() : Optional.of(series(t -> saturatedStates(activations, t)));
    }

    private double[] series(IntToDoubleFunction at) {
        return IntStream.range(trace.firstStep(), trace.steps()).mapToDouble(at).toArray();
    }

    private double saturatedStates(BackwardTrace.StepActivations states, int step) {
        int count = 0;
        long outside = 0;
        for (int b = 0; b < trace.miniBatch(); b++) {
            if (!states.masked(step, b)) {
                double[] h = states.example(BackwardTrace.StepActivations.STATE, step, b);
                for (double value : h) {
                    outside += Math.abs(value) >= STATE_BOUND ? 1 : 0;
                }
                count += h.length;
            }
        }
        return (double) outside / count;
    }

    private GateFlow.@Nullable Quantiles quantiles(String gate) {
        if (activations == null) {
            return null;
        }
        GateFlow.Quantiles quantiles = new GateFlow.Quantiles(trace.steps() - trace.firstStep());
        double[] values = new double[trace.miniBatch() * trace.units()];
        for (int t = trace.firstStep(); t < trace.steps(); t++) {
            int count = 0;
            for (int b = 0; b < trace.miniBatch(); b++) {
                if (!activations.masked(t, b)) {
                    System.arraycopy(activations.example(gate, t, b), 0, values, count, trace.units());
                    count += trace.units();
                }
            }
            quantiles.set(t - trace.firstStep(), values, count);
        }
        return quantiles;
    }
}
