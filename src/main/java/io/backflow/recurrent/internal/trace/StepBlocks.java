// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.trace;

import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Copies of named [miniBatch, units] blocks at every time step of a pass, in the type that the network computes in.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
abstract class StepBlocks<A> implements BackwardTrace.StepValues {

    private final Arithmetic<A> m;
    private final int batch;
    private final int units;
    private final int steps;
    private final Map<String, List<A>> blocks = new HashMap<>();

    StepBlocks(Arithmetic<A> m, int batch, int units, int steps) {
        this.m = m;
        this.batch = batch;
        this.units = units;
        this.steps = steps;
    }

    /** Copies a block. */
    final void copy(String name, int step, A block) {
        A copy = m.block(batch * units);
        m.copy(block, 0, copy, 0, batch * units);
        steps(name).set(step, copy);
    }

    /** Lets a block be what another one is at another step, of which no second copy is made. */
    final void share(String name, int step, String other, int otherStep) {
        steps(name).set(step, stored(other).get(otherStep));
    }

    private List<A> steps(String name) {
        return blocks.computeIfAbsent(name, key -> {
            List<A> none = new ArrayList<>();
            for (int t = 0; t < steps; t++) {
                none.add(m.block(0));
            }
            return none;
        });
    }

    private List<A> stored(String name) {
        List<A> stored = blocks.get(name);
        if (stored == null) {
            throw new IllegalArgumentException("There is no block '" + name + "', only " + blocks.keySet());
        }
        return stored;
    }

    private A at(String name, int step) {
        Objects.checkIndex(step, steps);
        A block = stored(name).get(step);
        if (batch * units > 0 && m.length(block) == 0) {
            throw new IndexOutOfBoundsException("Step " + step + " lies outside the backward length");
        }
        return block;
    }

    @Override
    public Set<String> blocks() {
        return Set.copyOf(blocks.keySet());
    }

    @Override
    public int miniBatch() {
        return batch;
    }

    @Override
    public int units() {
        return units;
    }

    @Override
    public double value(String name, int step, int example, int unit) {
        Objects.checkIndex(example, batch);
        Objects.checkIndex(unit, units);
        return m.get(at(name, step), example * units + unit);
    }

    @Override
    public double[] example(String name, int step, int example) {
        Objects.checkIndex(example, batch);
        return read(at(name, step), example * units, units);
    }

    @Override
    public double[] step(String name, int step) {
        return read(at(name, step), 0, batch * units);
    }

    private double[] read(A block, int from, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = m.get(block, from + i);
        }
        return values;
    }
}
