// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.gate.internal;

import io.backflow.flow.gate.GateFlow;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads the gates of a layer off what its backward pass saw. */
public final class GateMeter {

    private final BackwardTrace trace;
    private final boolean withQuantiles;

    /**
     * Makes a meter of one pass.
     *
     * @param withQuantiles whether to read quantiles and states, if the pass measured them
     */
    public GateMeter(BackwardTrace trace, boolean withQuantiles) {
        this.trace = trace;
        this.withQuantiles = withQuantiles;
    }

    /** Returns the gates, in the order of their weight columns; none if the pass measured none. */
    public List<GateFlow> gates() {
        List<GateFlow> gates = new ArrayList<>();
        for (int k = 0; k < trace.gates().size(); k++) {
            String name = trace.gates().get(k);
            int gate = k;
            double[] means = series(t -> trace.mean(gate, t));
            if (Recorded.OPENING.contains(name) && Arrays.stream(means).anyMatch(mean -> !Double.isNaN(mean))) {
                gates.add(new GateFlow(name, means, series(t -> trace.saturated(gate, t)), quantiles(gate)));
            }
        }
        return List.copyOf(gates);
    }

    /**
     * Returns by step the share of the states that are saturated: for a cell without gates by its activation's own
     * bounds, else {@code |h_t| >= 0.9}. Empty if that was not measured.
     */
    public Optional<double[]> saturatedStates() {
        if (trace.gates().stream().noneMatch(Recorded.OPENING::contains)) {
            double[] shares = series(t -> trace.saturated(0, t));
            return Arrays.stream(shares).allMatch(Double::isNaN) ? Optional.empty() : Optional.of(shares);
        }
        return withQuantiles ? trace.saturatedStates().map(this::reached) : Optional.empty();
    }

    private double[] series(IntToDoubleFunction at) {
        return IntStream.range(trace.firstStep(), trace.steps()).mapToDouble(at).toArray();
    }

    private GateFlow.@Nullable Quantiles quantiles(int gate) {
        double[][] by = withQuantiles ? trace.quantiles(gate).orElse(null) : null;
        return by == null ? null : new GateFlow.Quantiles(reached(by[0]), reached(by[1]), reached(by[2]));
    }

    private double[] reached(double[] bySteps) {
        return Arrays.copyOfRange(bySteps, trace.firstStep(), trace.steps());
    }
}
