// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal;

import io.backflow.model.internal.NamedLayer;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;

/** What keeps a network from running back twice over one forward pass. */
final class StepLossObstacles {

    private final List<String> found = new ArrayList<>();

    /** Looks at one layer. */
    void check(NamedLayer each) {
        Layer layer = each.layer();
        String name = each.name();
        org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
        if (conf instanceof BatchNormalization) {
            found.add(name + " is a BatchNormalization, which forgets its forward pass on the way back");
        }
        if (conf instanceof BaseLayer base && base.getWeightNoise() != null) {
            found.add(name + " has weight noise, which would be drawn anew");
        }
        if (!(layer instanceof IOutputLayer)) {
            return;
        }
        if (conf.getIDropout() != null) {
            found.add(name + " is an output layer with dropout, which would be drawn anew");
        }
        boolean known = conf instanceof RnnOutputLayer
                || conf instanceof RnnLossLayer
                || conf instanceof OutputLayer
                || conf instanceof LossLayer;
        if (!known) {
            found.add(name + " is a " + conf.getClass().getSimpleName() + ", whose losses are not told apart by step");
        }
        if (each.before() instanceof RnnToFeedForwardPreProcessor) {
            found.add(name + " takes time steps as examples: use RnnOutputLayer");
        }
    }

    List<String> found() {
        return found;
    }
}
