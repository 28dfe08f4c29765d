// SPDX-License-Identifier: Apache-2.0
package io.backflow.examples;

import io.backflow.Backflow;
import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClipResult.BlockClip;
import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.NormType;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.record.JsonLines;
import io.backflow.setting.Rules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Clips by a policy of its own, before one of Backflow's. */
public final class OwnPolicy {

    private OwnPolicy() {}

    /** Trains, and writes what was clipped into the directory that is named. */
    public static void main(String[] arguments) {
        System.out.println("accuracy " + train(Path.of(arguments[0])));
    }

    static double train(Path directory) {
        MultiLayerNetwork network = Orders.network();
        try (var attached = Backflow.on(network)
                .install()
                .clip(new RecurrentWeightsClipping(0.01).then(new GlobalNormClipping(1.0)))
                .to(JsonLines.create(directory.resolve("clipping.jsonl")))
                .attach()) {
            network.fit(Orders.sequences(400, 1, false), 4);
        }
        return network.evaluate(Orders.sequences(100, 2, false)).accuracy();
    }

    /**
     * Shortens the gradient of each matrix of recurrent weights, and of nothing else.
     *
     * @param maxNorm the longest that it may be, of the minibatch mean
     */
    public record RecurrentWeightsClipping(double maxNorm) implements ClippingConfig, ClippingPolicy {

        /** Checks the setting. */
        public RecurrentWeightsClipping {
            new Rules().positive("maxNorm", maxNorm).enforce();
        }

        @Override
        public ClippingPolicy newPolicy() {
            return this; // it remembers nothing
        }

        @Override
        public ClipResult clip(MeanGradient gradient) {
            List<BlockClip> clipped = new ArrayList<>();
            for (GradientBlock parameter : gradient.blocks(Level.PARAMETER)) {
                if (parameter.name().equals("RW")) {
                    gradient.shorten(parameter, NormType.L2, maxNorm).ifPresent(clipped::add);
                }
            }
            return clipped.isEmpty()
                    ? ClipResult.UNCHANGED
                    : new ClipResult(clipped, "l2 norm of recurrent weights > " + maxNorm);
        }
    }
}
