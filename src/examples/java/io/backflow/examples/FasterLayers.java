// SPDX-License-Identifier: Apache-2.0
package io.backflow.examples;

import io.backflow.recurrent.LayerReport;
import io.backflow.recurrent.RecurrentLayers;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Has the faster layers alone: no listener, nothing clipped, nothing measured. A saved model is Deeplearning4j's. */
public final class FasterLayers {

    private FasterLayers() {}

    /** Trains, and says how far the layers are from Deeplearning4j's own. */
    public static void main(String[] arguments) {
        System.out.println("largest difference to Deeplearning4j's output " + train());
    }

    static double train() {
        MultiLayerNetwork network = Orders.network();
        List<LayerReport> layers = RecurrentLayers.install(network);
        layers.forEach(System.out::println);
        network.fit(Orders.sequences(200, 1, false), 2);

        DataSet some = Orders.sequences(20, 2, false).next();
        INDArray ours = network.output(some.getFeatures());
        RecurrentLayers.uninstall(network); // the parameters are the network's own, and stay
        INDArray theirs = network.output(some.getFeatures());
        return ours.sub(theirs).amaxNumber().doubleValue();
    }
}
