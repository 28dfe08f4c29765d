package io.backflow.recurrent;

import io.backflow.recurrent.internal.kernel.StepBlocks;
import java.util.Set;

/**
 * A copy of what a cell computed at every time step of a forward pass; immutable, and as exact as the network's own numbers.
 *
 * <p>The blocks are the cell's gates and {@code state} (h), {@code before} (h of the step before) and, for cells with a cell state,
 * {@code cell} (c) and {@code cell before} (c of the step before). The step before the first one is the state that was carried in.
 */
public final class StepActivations {

    /** Name of the block of h_t. */
    public static final String STATE = "state";

    /** Name of the block of h_{t-1}. */
    public static final String STATE_BEFORE = "before";

    /** Name of the block of c_t. */
    public static final String CELL_STATE = "cell";

    /** Name of the block of c_{t-1}. */
    public static final String CELL_STATE_BEFORE = "cell before";

    private final StepBlocks<?> blocks;
    private final boolean[][] held;

    public StepActivations(StepBlocks<?> blocks, boolean[][] held) {
        this.blocks = blocks;
        this.held = held;
    }

    /** Returns the names of the blocks. */
    public Set<String> blocks() {
        return blocks.names();
    }

    /** Returns how many examples there were. */
    public int miniBatch() {
        return blocks.batch();
    }

    /** Returns how many units the layer has. */
    public int units() {
        return blocks.units();
    }

    /**
     * Returns one activation.
     *
     * @throws IllegalArgumentException if there is no such block
     * @throws IndexOutOfBoundsException if there is no such step, example or unit, or the step lies outside the backward length
     */
    public double value(String block, int step, int example, int unit) {
        return blocks.value(block, step, example, unit);
    }

    /** Returns whether an example is masked at a step, so that its state is held and its gates mean nothing. */
    public boolean held(int step, int example) {
        return held[step].length > 0 && held[step][example];
    }

    /** Returns a copy of the activations of all units of one example at one step; throws as {@link #value} does. */
    public double[] example(String block, int step, int example) {
        return blocks.example(block, step, example);
    }

    /** Returns a copy of a block at one step, [miniBatch, units] row-major; throws as {@link #value} does. */
    public double[] step(String block, int step) {
        return blocks.step(block, step);
    }
}
