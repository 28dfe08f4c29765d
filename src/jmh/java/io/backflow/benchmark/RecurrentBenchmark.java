// SPDX-License-Identifier: Apache-2.0
package io.backflow.benchmark;

import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.linalg.internal.BlasLibrary;
import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.internal.vector.VectorModule;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.factory.Nd4j;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * A whole training iteration with output layer, Adam, global-norm clipping and norms captured at every iteration, on
 * the shapes of {@code src/jmh/python/recurrent_benchmark.py}, which does the same in PyTorch, and of
 * {@code PeerBenchmark}, which does it in DJL. {@code src/jmh/compare-peers.sh} runs all of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx3g")
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 3)
public class RecurrentBenchmark {

    /** Whose layers run. */
    public enum Layers {
        /** Deeplearning4j's own. */
        STOCK,
        /** Ours. */
        INSTALLED,
        /** Ours, with the norms of every backward pass taken at every time step. */
        NORMS,
        /** Ours, with means and saturation of the gates as well. */
        OBSERVED
    }

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

    @Param
    private Layers layers;

    /** How many threads an operation of ND4J and a product of OpenBLAS may use; OMP_NUM_THREADS must be the same. */
    @Param("1")
    private int threads;

    private RecurrentTraining training;

    /** Builds network and data. */
    @Setup
    public void build(Blackhole sink) {
        if (work.startsWith("gru") && layers == Layers.STOCK) {
            throw new IllegalArgumentException("Deeplearning4j has no GRU: leave out -p layers=STOCK for it");
        }
        training = new RecurrentTraining(work);
        training.network.setListeners(ClippingListener.builder(new GlobalNormClipping(1.0))
                .schedule(SamplingSchedule.every(1))
                .gradients(sink::consume)
                .build());
        if (layers != Layers.STOCK) {
            RecurrentLayers.install(training.network);
            RecurrentLayers.useThreads(training.network, threads);
        }
        if (layers == Layers.NORMS || layers == Layers.OBSERVED) {
            RecurrentLayers.observe(training.network, observer(sink, layers == Layers.OBSERVED));
        }
        // On vectors the layers' own threads do the work, and waiting ones of OpenMP would be in their way.
        boolean vectors = layers != Layers.STOCK && VectorModule.products().isPresent();
        Nd4j.getEnvironment().setMaxThreads(vectors ? 1 : threads);
        BlasLibrary.setThreads(vectors ? 1 : threads);
    }

    private static BackwardObserver observer(Blackhole sink, boolean gates) {
        return new BackwardObserver() {
            @Override
            public boolean wantsGates(int iteration) {
                return gates;
            }

            @Override
            public void accept(BackwardPass pass) {
                sink.consume(pass);
            }
        };
    }

    /** One iteration. */
    @Benchmark
    public double iteration() {
        return training.iterate();
    }
}
