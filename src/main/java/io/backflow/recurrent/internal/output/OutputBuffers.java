// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.kernel.SequenceReader;
import org.jspecify.annotations.Nullable;

/** The memory of an {@link OutputPass}: grows to the largest shape seen, and is used again. */
final class OutputBuffers<A> implements AutoCloseable {

    private final Arithmetic<A> m;
    private @Nullable Memory<A> x;
    private @Nullable Memory<A> z;
    private A step;
    private A labels;
    private A bias;
    private A biasSums;
    private A inputStep;
    private int rows = -1;
    private int steps;
    private int batch;
    private int inputs;

    OutputBuffers(Arithmetic<A> m) {
        this.m = m;
        step = m.block(0);
        labels = step;
        bias = step;
        biasSums = step;
        inputStep = step;
    }

    void fit(int miniBatch, int timeSteps, int inputSize, int outputSize) {
        batch = miniBatch;
        steps = timeSteps;
        inputs = inputSize;
        z = atLeast(z, (long) batch * steps * outputSize);
        if (batch > rows) {
            rows = batch;
            step = m.block(batch * outputSize);
            labels = m.block(batch * outputSize);
            bias = m.block(batch * outputSize);
            biasSums = m.block(batch * outputSize);
            inputStep = m.block(batch * inputs);
        }
    }

    private Memory<A> atLeast(@Nullable Memory<A> memory, long length) {
        if (memory != null && memory.length() >= length) {
            return memory;
        }
        if (memory != null) {
            memory.close();
        }
        return m.allocate(length);
    }

    /** Returns the input as one time-major block: as it is, where it is one, else a copy. */
    Memory<A> readInput(SequenceReader<A> reader) {
        Memory<A> whole = reader.whole();
        if (whole != null) {
            return whole;
        }
        Memory<A> copy = atLeast(x, (long) batch * steps * inputs);
        x = copy;
        for (int t = 0; t < steps; t++) {
            reader.read(t, inputStep);
            copy.put((long) t * batch * inputs, inputStep, 0, batch * inputs);
        }
        return copy;
    }

    private static <A> Memory<A> fitted(@Nullable Memory<A> memory) {
        if (memory == null) {
            throw new IllegalStateException("No sequence has been run, or the layer is closed");
        }
        return memory;
    }

    Memory<A> z() {
        return fitted(z);
    }

    A step() {
        return step;
    }

    A labels() {
        return labels;
    }

    A bias() {
        return bias;
    }

    A biasSums() {
        return biasSums;
    }

    @Override
    public void close() {
        if (x != null) {
            x.close();
        }
        if (z != null) {
            z.close();
        }
        x = null;
        z = null;
        rows = -1;
    }
}
