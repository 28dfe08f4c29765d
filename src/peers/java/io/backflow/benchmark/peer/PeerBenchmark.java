// SPDX-License-Identifier: Apache-2.0
package io.backflow.benchmark.peer;

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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The iterations of {@code RecurrentBenchmark} in DJL on its PyTorch engine: output layer at every time step, Adam,
 * global-norm clipping, and the norm of each gradient at every iteration.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx3g")
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 3)
public class PeerBenchmark {

    /** Cell, minibatch, inputs, units, time steps, classes. */
    @Param({
        "lstm 32 64 128 100 64",
        "rnn 32 64 128 100 64",
        "gru 32 64 128 100 64",
        "lstm 20 6 50 50 6",
        "rnn 20 6 50 50 6",
        "gru 20 6 50 50 6",
        "lstm 64 28 256 28 28",
        "gru 64 28 256 28 28",
        "lstm 100 10 100 784 10",
        "rnn 100 10 100 784 10"
    })
    private String work;

    /** How many threads an operation of PyTorch may use. */
    @Param("1")
    private int threads;

    private DjlTraining training;

    /** Loads the engine, and builds network and data. */
    @Setup
    public void build() {
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("ai.djl.offline", "true"); // the engine is on the class path
        System.setProperty("OPT_OUT_TRACKING", "true");
        training = new DjlTraining(work);
    }

    /** One iteration. */
    @Benchmark
    public double iteration(Blackhole sink) {
        double loss = training.iterate();
        sink.consume(training.norms());
        return loss;
    }

    /** Frees what the engine holds. */
    @TearDown
    public void close() {
        training.close();
    }
}
