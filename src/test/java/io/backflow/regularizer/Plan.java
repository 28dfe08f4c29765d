// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.RecurrentLayers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A small network with installed layers, and ways to run it. */
record Plan(Activation f, double recurrentScale, DataType type, boolean miniBatch, int segment, List<Layer> layers) {

    public static Plan of(Activation f, Layer... layers) {
        return new Plan(f, 1, DataType.DOUBLE, true, 0, List.of(layers));
    }

    public MultiLayerNetwork build() {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .activation(f)
                .miniBatch(miniBatch)
                .updater(new Sgd(0.01))
                .list();
        layers.forEach(layer -> list.layer(layer.clone()));
        if (segment > 0) {
            list.backpropType(BackpropType.TruncatedBPTT)
                    .tBPTTForwardLength(segment)
                    .tBPTTBackwardLength(segment - 1);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(
                list.setInputType(InputType.recurrent(2, RNNFormat.NCW)).build());
        network.init();
        network.paramTable().forEach((key, value) -> {
            if (key.endsWith("RW")) {
                value.muli(recurrentScale);
            }
        });
        RecurrentLayers.install(network);
        return network;
    }

    public static Layer rnn() {
        return new SimpleRnn.Builder().nOut(OmegaTwin.UNITS).build();
    }

    public static Layer everyStep() {
        return new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build();
    }

    public static Layer atTheEnd() {
        return new OutputLayer.Builder(LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build();
    }

    public static DataSet data(DataType type, int batch, int steps, boolean last) {
        Random random = new Random(3);
        INDArray features = Nd4j.create(type, batch, 2, steps);
        INDArray labels = last ? Nd4j.create(type, batch, 2) : Nd4j.create(type, batch, 2, steps);
        for (INDArray array : new INDArray[] {features, labels}) {
            INDArray flat = array.reshape(array.length());
            for (long i = 0; i < flat.length(); i++) {
                flat.putScalar(i, random.nextGaussian());
            }
        }
        return new DataSet(features, labels);
    }

    public static List<BackwardPass> watch(MultiLayerNetwork network) {
        List<BackwardPass> passes = new ArrayList<>();
        RecurrentLayers.addObserver(network, new BackwardObserver() {
            @Override
            public boolean wantsActivations(int iteration) {
                return true;
            }

            @Override
            public boolean wantsErrors(int iteration) {
                return true;
            }

            @Override
            public void accept(BackwardPass pass) {
                passes.add(pass);
            }
        });
        return passes;
    }

    public static void calculate(MultiLayerNetwork network, DataSet data) {
        network.setInput(data.getFeatures());
        network.setLabels(data.getLabels());
        network.setLayerMaskArrays(data.getFeaturesMaskArray(), data.getLabelsMaskArray());
        network.computeGradientAndScore();
        network.clearLayerMaskArrays();
    }

    public static INDArray gradient(MultiLayerNetwork network, String key) {
        return network.gradient().getGradientFor(key);
    }

    /** Turns "layer0/forward" to "0_fRW". */
    public static String key(BackwardPass pass) {
        String direction = pass.layer().endsWith("/forward") ? "f" : pass.reversed() ? "b" : "";
        return pass.layer().charAt("layer".length()) + "_" + direction + "RW";
    }
}
