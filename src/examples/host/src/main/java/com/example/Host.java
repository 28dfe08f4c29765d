// SPDX-License-Identifier: Apache-2.0
package com.example;

import io.backflow.Attachment;
import io.backflow.Backflow;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.flow.LagProfiles;
import io.backflow.gradient.GradientNorms;
import io.backflow.record.JsonLines;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains a small network with everything plugged in, and logs. */
public final class Host {

    private static final Logger LOG = LoggerFactory.getLogger(Host.class);

    private Host() {}

    /** Trains, and writes the records into the file that is named. */
    public static void main(String[] arguments) {
        LOG.info("This is the host, with {}", LoggerFactory.getILoggerFactory().getClass().getName());
        MultiLayerNetwork network = network();
        Nd4j.getRandom().setSeed(1);
        DataSet data = new DataSet(Nd4j.rand(DataType.FLOAT, 8, 3, 12), Nd4j.rand(DataType.FLOAT, 8, 2, 12));
        double before = network.score(data);
        try (Attachment attached = Backflow.on(network)
                .install()
                .clip(new GlobalNormClipping(0.1))
                .measure(GradientNorms.every(2), LagProfiles.every(5))
                .to(JsonLines.create(Path.of(arguments[0])))
                .attach()) {
            attached.layers().forEach(System.out::println);
            for (int update = 0; update < 20; update++) {
                network.fit(data);
            }
        }
        double after = network.score(data);
        System.out.println("score " + before + " -> " + after);
        if (!(after < before)) {
            throw new IllegalStateException("The network did not learn");
        }
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.05))
                .list()
                .layer(new LSTM.Builder().nOut(8).activation(Activation.TANH).build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .dataFormat(RNNFormat.NCW)
                        .build())
                .setInputType(InputType.recurrent(3))
                .build());
        network.init();
        return network;
    }
}
