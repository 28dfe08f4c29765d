package io.backflow.benchmark;

import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.GlobalNormClipping;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.gru.GRU;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
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
 * A whole training iteration with output layer, Adam, global-norm clipping and norms captured at every iteration, on the shapes of
 * {@code src/jmh/python/recurrent_benchmark.py}, which does the same in PyTorch.
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
        /** Ours, with every backward pass measured at every time step. */
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

    private MultiLayerNetwork network;
    private DataSet batch;

    /** Builds network and data. */
    @Setup
    public void build(Blackhole sink) {
        String[] parts = work.split(" ", -1);
        int[] sizes = new int[parts.length];
        for (int i = 1; i < parts.length; i++) {
            sizes[i] = Integer.parseInt(parts[i]);
        }
        if (parts[0].equals("gru") && layers == Layers.STOCK) {
            throw new IllegalArgumentException("Deeplearning4j has no GRU: leave out -p layers=STOCK for it");
        }
        network = network(parts[0], sizes[2], sizes[3], sizes[5]);
        network.setListeners(ClippingListener.builder(new GlobalNormClipping(1.0))
                .schedule(SamplingSchedule.every(1))
                .gradients(sink::consume)
                .build());
        if (layers != Layers.STOCK) {
            RecurrentLayers.install(network);
        }
        if (layers == Layers.OBSERVED) {
            RecurrentLayers.observe(network, sink::consume);
        }
        batch = new DataSet(
                Nd4j.randn(DataType.FLOAT, sizes[1], sizes[2], sizes[4]), oneHot(sizes[1], sizes[5], sizes[4]));
    }

    /** One iteration. */
    @Benchmark
    public double iteration() {
        network.fit(batch);
        return network.score();
    }

    private static MultiLayerNetwork network(String cell, int inputs, int units, int classes) {
        Layer recurrent = switch (cell) {
            case "lstm" ->
                new LSTM.Builder().nOut(units).activation(Activation.TANH).build();
            case "rnn" ->
                new SimpleRnn.Builder().nOut(units).activation(Activation.TANH).build();
            default -> new GRU.Builder().nOut(units).build();
        };
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.FLOAT)
                .updater(new Adam(1e-3))
                .list()
                .layer(recurrent)
                .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(inputs, RNNFormat.NCW))
                .build());
        network.init();
        return network;
    }

    private static INDArray oneHot(int miniBatch, int classes, int steps) {
        INDArray labels = Nd4j.zeros(DataType.FLOAT, miniBatch, classes, steps);
        Random random = new Random(1);
        for (int b = 0; b < miniBatch; b++) {
            for (int t = 0; t < steps; t++) {
                labels.putScalar(b, random.nextInt(classes), t, 1.0);
            }
        }
        return labels;
    }
}
