package io.backflow.recurrent.kernel;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A copy of what a cell computed at every time step of a forward pass; immutable.
 *
 * <p>The blocks are the cell's gates and {@code state} (h), {@code cell} (c, if there is one) and {@code before} (h of the step before).
 */
public final class StepActivations {

    /** Name of the block of h_t. */
    public static final String STATE = "state";

    /** Name of the block of h_{t-1}. */
    public static final String STATE_BEFORE = "before";

    /** Name of the block of c_t. */
    public static final String CELL_STATE = "cell";

    private final Map<String, List<float[]>> blocks;
    private final int units;

    StepActivations(Map<String, List<float[]>> blocks, int units) {
        this.blocks = Map.copyOf(blocks);
        this.units = units;
    }

    /** Returns the names of the blocks. */
    public Set<String> blocks() {
        return blocks.keySet();
    }

    /**
     * Returns one activation.
     *
     * @throws NullPointerException if there is no such block
     * @throws IndexOutOfBoundsException if there is no such step, example or unit, or the step lies outside the backward length
     */
    public double value(String block, int step, int example, int unit) {
        List<float[]> steps = Objects.requireNonNull(blocks.get(block), block);
        return steps.get(step)[example * units + unit];
    }

    /** Returns the activations of all units of one example at one step. */
    public double[] example(String block, int step, int example) {
        double[] values = new double[units];
        for (int u = 0; u < units; u++) {
            values[u] = value(block, step, example, u);
        }
        return values;
    }
}
