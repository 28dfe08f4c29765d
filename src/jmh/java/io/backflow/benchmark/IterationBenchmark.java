package io.backflow.benchmark;

import io.backflow.gradient.GradientListener;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.Scale;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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

/** One training iteration of the network of {@link RecurrentTraining}, in its variants. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class IterationBenchmark {

    /** What is added to DL4J's own network before its first iteration. */
    public enum Variant {
        /** Nothing. */
        STOCK {
            @Override
            void addTo(MultiLayerNetwork network) {}
        },

        /** The listener that measures, recording every update. */
        GRADIENT_LISTENER {
            @Override
            void addTo(MultiLayerNetwork network) {
                network.setListeners(new GradientListener(SamplingSchedule.every(1), Scale.MEAN, gradientRecord -> {}));
            }
        };

        abstract void addTo(MultiLayerNetwork network);
    }

    @Param
    private Variant variant;

    private RecurrentTraining training;

    @Setup
    public void build() {
        training = new RecurrentTraining();
        variant.addTo(training.network);
    }

    @Benchmark
    public double iteration() {
        return training.iterate();
    }
}
