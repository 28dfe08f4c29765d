// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.gru.GRU;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A network of recurrent layers with a squared error at the last step or at every one, and data for it. */
record Plan(List<Layer> layers, boolean everyStep, DataType type, IUpdater updater, int segment) {

    static final int INPUTS = 3;
    static final int UNITS = 5;
    static final int OUTPUTS = 2;
    static final int BATCH = 4;

    public static Plan of(Layer... layers) {
        return new Plan(List.of(layers), false, DataType.DOUBLE, new Sgd(0), 0);
    }

    public Plan atEveryStep() {
        return new Plan(layers, true, type, updater, segment);
    }

    public Plan in(DataType other) {
        return new Plan(layers, everyStep, other, updater, segment);
    }

    public Plan with(IUpdater other) {
        return new Plan(layers, everyStep, type, other, segment);
    }

    public Plan truncated(int length) {
        return new Plan(layers, true, type, updater, length);
    }

    public static BaseRecurrentLayer rnn(Activation activation) {
        return new SimpleRnn.Builder().nOut(UNITS).activation(activation).build();
    }

    public static BaseRecurrentLayer lstm(double forgetBias) {
        return new LSTM.Builder()
                .nOut(UNITS)
                .activation(Activation.TANH)
                .forgetGateBiasInit(forgetBias)
                .build();
    }

    public static BaseRecurrentLayer gru() {
        return new GRU.Builder().nOut(UNITS).activation(Activation.TANH).build();
    }

    public static BaseRecurrentLayer cell(String name) {
        return switch (name) {
            case "rnn" -> rnn(Activation.TANH);
            case "relu" -> rnn(Activation.RELU);
            case "identity" -> rnn(Activation.IDENTITY);
            case "lstm" -> lstm(1);
            case "gru" -> gru();
            default -> throw new IllegalArgumentException(name);
        };
    }

    public MultiLayerNetwork build() {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .updater(updater)
                .list();
        List<Layer> all = new ArrayList<>(layers);
        if (!everyStep) {
            all.add(new LastTimeStep(all.remove(all.size() - 1)));
        }
        all.forEach(layer -> list.layer(layer.clone()));
        list.layer(
                everyStep
                        ? new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(OUTPUTS)
                                .activation(Activation.IDENTITY)
                                .dataFormat(RNNFormat.NCW)
                                .build()
                        : new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(OUTPUTS)
                                .activation(Activation.IDENTITY)
                                .build());
        if (segment > 0) {
            list.backpropType(BackpropType.TruncatedBPTT)
                    .tBPTTForwardLength(segment)
                    .tBPTTBackwardLength(segment);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(
                list.setInputType(InputType.recurrent(INPUTS, RNNFormat.NCW)).build());
        network.init();
        return network;
    }

    public MultiLayerNetwork installed() {
        MultiLayerNetwork network = build();
        RecurrentLayers.install(network);
        return network;
    }

    public INDArray numbers(long seed, int... shape) {
        Random random = new Random(seed);
        INDArray array =
                Nd4j.create(type, java.util.Arrays.stream(shape).asLongStream().toArray());
        INDArray flat = array.reshape(array.length());
        for (long i = 0; i < flat.length(); i++) {
            flat.putScalar(i, random.nextGaussian());
        }
        return array;
    }

    public DataSet data(int steps) {
        INDArray features = numbers(1, BATCH, INPUTS, steps);
        return new DataSet(features, everyStep ? numbers(2, BATCH, OUTPUTS, steps) : numbers(2, BATCH, OUTPUTS));
    }

    /** Returns what the flow of one update is, recording everything. */
    public static FlowRecord flowOf(MultiLayerNetwork network, DataSet data) {
        return flowsOf(network, FlowConfig.DEFAULT, () -> network.fit(data)).get(0);
    }

    /** Returns what is recorded while a network is trained. */
    public static List<FlowRecord> flowsOf(MultiLayerNetwork network, FlowConfig config, Runnable training) {
        List<FlowRecord> records = new ArrayList<>();
        FlowListener listener = FlowListener.attach(network, config, records::add);
        try {
            training.run();
        } finally {
            listener.close();
        }
        return records;
    }

    /** Returns a random matrix with orthonormal columns, by Gram and Schmidt. */
    public static double[][] orthogonal(int size, long seed) {
        Random random = new Random(seed);
        double[][] q = new double[size][size];
        for (int j = 0; j < size; j++) {
            for (int i = 0; i < size; i++) {
                q[j][i] = random.nextGaussian();
            }
            for (int pass = 0; pass < 2; pass++) { // the second removes what rounding left
                for (int k = 0; k < j; k++) {
                    double dot = 0;
                    for (int i = 0; i < size; i++) {
                        dot += q[j][i] * q[k][i];
                    }
                    for (int i = 0; i < size; i++) {
                        q[j][i] -= dot * q[k][i];
                    }
                }
            }
            double norm =
                    Math.sqrt(java.util.Arrays.stream(q[j]).map(x -> x * x).sum());
            for (int i = 0; i < size; i++) {
                q[j][i] /= norm;
            }
        }
        return q;
    }
}
