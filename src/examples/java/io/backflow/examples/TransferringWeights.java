// SPDX-License-Identifier: Apache-2.0
package io.backflow.examples;

import io.backflow.Attachment;
import io.backflow.Backflow;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.record.JsonLines;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Trains a network, and a second one for another question that has the first one's LSTM, frozen. Deeplearning4j gives
 * the second neither the listeners nor the installed layers of the first, no more than a {@code clone()}: it is
 * attached anew.
 */
public final class TransferringWeights {

    private TransferringWeights() {}

    /** Trains both, and writes what was clipped into the directory that is named. */
    public static void main(String[] arguments) {
        System.out.println("accuracy " + train(Path.of(arguments[0])));
    }

    static double train(Path directory) {
        MultiLayerNetwork first = Orders.network();
        try (Attachment attached = attach(first, directory.resolve("first.jsonl"))) {
            attached.layers().forEach(System.out::println);
            first.fit(Orders.sequences(400, 1, false), 4);
        }

        MultiLayerNetwork second = new TransferLearning.Builder(first)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Adam(0.05))
                        .build())
                .setFeatureExtractor(0)
                .removeOutputLayer()
                .addLayer(Orders.output().nIn(16).build())
                .build();
        try (Attachment attached = attach(second, directory.resolve("second.jsonl"))) {
            attached.layers().forEach(System.out::println);
            DataSetIterator other = Orders.sequences(400, 1, true);
            second.fit(other, 2);
        }
        return second.evaluate(Orders.sequences(100, 2, true)).accuracy();
    }

    private static Attachment attach(MultiLayerNetwork network, Path file) {
        return Backflow.on(network)
                .install()
                .clip(new GlobalNormClipping(1.0))
                .to(JsonLines.create(file))
                .attach();
    }
}
