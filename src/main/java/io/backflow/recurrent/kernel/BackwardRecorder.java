package io.backflow.recurrent.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures every step of a backward pass.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class BackwardRecorder<A> implements StepObserver<A> {

    final Cell cell;
    final double[] hidden;
    final double[] injected;
    final double[] cellState;
    final double[][] preActivations;
    final double[][] means;
    final double[][] saturated;
    final int batch;
    final int units;
    int firstStep;

    private final Arithmetic<A> m;
    private final Reductions<A> reductions;
    private final boolean measuresGates;
    private final @Nullable Map<String, List<float[]>> copies;

    /**
     * Makes a recorder for one pass.
     *
     * @param measureGates whether to take means and saturation of the gates
     * @param copyActivations whether to keep the activations themselves, at the cost of their size
     */
    public BackwardRecorder(
            Cell cell,
            Arithmetic<A> arithmetic,
            int batch,
            int units,
            int steps,
            boolean measureGates,
            boolean copyActivations) {
        this.cell = cell;
        this.m = arithmetic;
        this.reductions = arithmetic.reductions(batch * units);
        this.measuresGates = measureGates;
        this.batch = batch;
        this.units = units;
        int gates = cell.gates().size();
        firstStep = steps;
        hidden = unknown(steps);
        injected = unknown(steps);
        cellState = unknown(steps);
        preActivations = new double[gates][];
        means = new double[gates][];
        saturated = new double[gates][];
        for (int k = 0; k < gates; k++) {
            preActivations[k] = unknown(steps);
            means[k] = unknown(steps);
            saturated[k] = unknown(steps);
        }
        copies = copyActivations ? new HashMap<>() : null;
    }

    /** Returns whether {@link #step} looks at the states. */
    boolean readsStates() {
        return copies != null;
    }

    private static double[] unknown(int steps) {
        double[] values = new double[steps];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    @Override
    public void step(int t, boolean[] held, A[] kept, A hBefore, A h, StepGradient<A> g) {
        int length = batch * units;
        firstStep = Math.min(firstStep, t);
        hidden[t] = norm(g.dh, length);
        injected[t] = norm(g.injected, length);
        if (cell.cellStateBlock() >= 0) {
            cellState[t] = norm(g.dc, length);
        }
        for (int k = 0; k < means.length; k++) {
            preActivations[k][t] = norm(g.dz[k], length);
            if (measuresGates) {
                measureGate(k, t, held, kept[k]);
            }
        }
        if (copies != null) {
            copy(copies, t, kept, hBefore, h);
        }
    }

    private double norm(A values, int length) {
        return Math.sqrt(reductions.sumOfSquares(values, length));
    }

    private void measureGate(int k, int t, boolean[] held, A gate) {
        double[] bounds = cell.activations().get(k).saturation();
        int length = batch * units;
        if (held.length == 0) {
            means[k][t] = reductions.sum(gate, length) / length;
            saturated[k][t] = (double) reductions.countOutside(gate, bounds[0], bounds[1], length) / length;
            return;
        }
        double sum = 0;
        int outside = 0;
        int count = 0;
        for (int i = 0; i < length; i++) {
            if (!held[i / units]) {
                double value = m.get(gate, i);
                sum += value;
                outside += value > bounds[0] && value < bounds[1] ? 0 : 1;
                count++;
            }
        }
        means[k][t] = sum / count;
        saturated[k][t] = (double) outside / count;
    }

    private void copy(Map<String, List<float[]>> to, int t, A[] kept, A hBefore, A h) {
        for (int k = 0; k < means.length; k++) {
            put(to, cell.gates().get(k), t, kept[k]);
        }
        put(to, StepActivations.STATE, t, h);
        put(to, StepActivations.STATE_BEFORE, t, hBefore);
        if (cell.cellStateBlock() >= 0) {
            put(to, StepActivations.CELL_STATE, t, kept[cell.cellStateBlock()]);
        }
    }

    private void put(Map<String, List<float[]>> to, String name, int t, A block) {
        List<float[]> steps = to.computeIfAbsent(name, key -> {
            List<float[]> empty = new ArrayList<>();
            for (int s = 0; s < hidden.length; s++) {
                empty.add(new float[0]);
            }
            return empty;
        });
        float[] values = new float[batch * units];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) m.get(block, i);
        }
        steps.set(t, values);
    }

    Optional<StepActivations> activations() {
        return copies == null ? Optional.empty() : Optional.of(new StepActivations(copies, units));
    }

    /** Returns what was recorded; the recorder is done with. */
    public BackwardTrace trace() {
        return new BackwardTrace(this);
    }
}
