// SPDX-License-Identifier: Apache-2.0
package io.backflow.benchmark;

import io.backflow.linalg.internal.BlasLibrary;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.FloatArithmetic;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct.Matrix;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OpenBlas;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import io.backflow.recurrent.internal.kernel.RecurrentEngine;
import io.backflow.recurrent.internal.kernel.SequenceReader;
import io.backflow.recurrent.internal.kernel.StepHooks;
import io.backflow.recurrent.internal.kernel.Weights;
import io.backflow.recurrent.internal.vector.VectorModule;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The recurrent layer alone, forward and back, beside the matrix products that it cannot do without. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx3g")
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 3)
public class RecurrentEngineBenchmark {

    /** Cell, minibatch, inputs, units, time steps. */
    @Param({"lstm 32 64 128 100", "rnn 32 64 128 100", "gru 32 64 128 100", "lstm 20 6 50 50", "lstm 64 28 256 28"})
    private String work;

    /** Whose products the engine runs on. */
    @Param({"native", "vectors"})
    private String products;

    private int batch;
    private int inputs;
    private int units;
    private int steps;
    private int gates;
    private float[] biases;
    private RecurrentEngine<float[]> engine;
    private Memory<float[]> w;
    private Memory<float[]> r;
    private Memory<float[]> dw;
    private Memory<float[]> dr;
    private Memory<float[]> x;
    private Memory<float[]> dx;
    private Memory<float[]> z;
    private Memory<float[]> h;
    private Memory<float[]> dh;

    /** Makes engine and random numbers. */
    @Setup
    public void build() {
        BlasLibrary.setThreads(1);
        String[] parts = work.split(" ", -1);
        batch = Integer.parseInt(parts[1]);
        inputs = Integer.parseInt(parts[2]);
        units = Integer.parseInt(parts[3]);
        steps = Integer.parseInt(parts[4]);
        Cell cell = switch (parts[0]) {
            case "lstm" -> new LstmCell(Activation.TANH, Activation.SIGMOID);
            case "gru" -> new GruCell(Activation.TANH, Activation.SIGMOID);
            default -> new SimpleRnnCell(Activation.TANH);
        };
        gates = cell.gates().size();
        biases = new float[8 * units];
        FloatArithmetic m = new FloatArithmetic();
        engine = new RecurrentEngine<>(
                cell,
                inputs,
                units,
                m,
                OpenBlas.FLOATS,
                products.equals("vectors") ? VectorModule.products().orElseThrow() : null);
        w = random(m, (long) inputs * gates * units);
        r = random(m, (long) units * gates * units);
        dw = random(m, w.length());
        dr = random(m, r.length());
        x = random(m, (long) steps * batch * inputs);
        dx = random(m, x.length());
        z = random(m, (long) steps * batch * gates * units);
        h = random(m, (long) (steps + 1) * batch * units);
        dh = random(m, (long) batch * units);
    }

    private static Memory<float[]> random(FloatArithmetic m, long length) {
        Random random = new Random(1);
        Memory<float[]> memory = m.allocate(length);
        for (long i = 0; i < length; i++) {
            memory.set(i, 0.1 * random.nextGaussian());
        }
        return memory;
    }

    /** Forward and back. */
    @Benchmark
    public float engine() {
        Weights<float[]> weights = new Weights<>(w, r);
        engine.forward(batch, steps, reader(x, batch * inputs), weights, biases, null, null, true);
        engine.backward(
                reader(h, batch * units),
                weights,
                new Weights<>(dw, dr),
                biases.clone(),
                dx,
                steps,
                StepHooks.recording(null));
        return (float) dw.at(0);
    }

    private static SequenceReader<float[]> reader(Memory<float[]> memory, int size) {
        return (t, into) -> memory.get((long) t * size, into, 0, size);
    }

    /** The same products on the same shapes, and nothing else. */
    @Benchmark
    public float productsAlone() {
        MatrixProduct<float[]> product = OpenBlas.FLOATS;
        int columns = gates * units;
        int rows = steps * batch;
        product.multiply(
                rows,
                columns,
                inputs,
                Matrix.rows(x, 0, inputs),
                Matrix.transposed(w, 0, inputs),
                0,
                Matrix.rows(z, 0, columns));
        for (int t = 1; t < steps; t++) {
            product.multiply(
                    batch,
                    columns,
                    units,
                    Matrix.rows(h, (long) t * batch * units, units),
                    Matrix.transposed(r, 0, units),
                    1,
                    Matrix.rows(z, (long) t * batch * columns, columns));
        }
        for (int t = steps - 1; t > 0; t--) {
            product.multiply(
                    batch,
                    units,
                    columns,
                    Matrix.rows(z, (long) t * batch * columns, columns),
                    Matrix.rows(r, 0, units),
                    0,
                    Matrix.rows(dh, 0, units));
        }
        product.multiply(
                columns,
                inputs,
                rows,
                Matrix.transposed(z, 0, columns),
                Matrix.rows(x, 0, inputs),
                0,
                Matrix.rows(dw, 0, inputs));
        product.multiply(
                columns,
                units,
                rows,
                Matrix.transposed(z, 0, columns),
                Matrix.rows(h, 0, units),
                0,
                Matrix.rows(dr, 0, units));
        product.multiply(
                rows,
                inputs,
                columns,
                Matrix.rows(z, 0, columns),
                Matrix.rows(w, 0, inputs),
                0,
                Matrix.rows(dx, 0, inputs));
        return (float) dw.at(0);
    }
}
