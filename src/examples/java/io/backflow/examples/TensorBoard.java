// SPDX-License-Identifier: Apache-2.0
package io.backflow.examples;

import io.backflow.Backflow;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.flow.FlowConfig.GateCapture;
import io.backflow.flow.GateQuantity;
import io.backflow.flow.LagProfiles;
import io.backflow.gradient.GradientNorms;
import io.backflow.record.RecordSink;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Writes norms, clipping, the flow through time and gates for TensorBoard: {@code tensorboard --logdir DIRECTORY}. */
public final class TensorBoard {

    private TensorBoard() {}

    /** Trains, and writes event files into the directory that is named. */
    public static void main(String[] arguments) {
        System.out.println("accuracy " + train(Path.of(arguments[0])));
    }

    static double train(Path directory) {
        MultiLayerNetwork network = Orders.network();
        DataSetIterator sequences = Orders.sequences(400, 1, false);
        try (var attached = Backflow.on(network)
                .install()
                .clip(new GlobalNormClipping(1.0))
                .measure(GradientNorms.every(5), LagProfiles.every(10), new GateQuantity(GateCapture.QUANTILES))
                .to(RecordSink.tensorBoard(directory))
                .attach()) {
            network.fit(sequences, 4);
        }
        return network.evaluate(Orders.sequences(100, 2, false)).accuracy();
    }
}
