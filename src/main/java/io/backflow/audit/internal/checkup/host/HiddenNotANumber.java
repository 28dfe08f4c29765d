// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.host;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedLayer;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Pooling by the maximum. */
final class HiddenNotANumber implements Check {

    private static final Known KNOWN = new Known(
            "maximum-hides-nan",
            Severity.NOTE,
            "ND4J's extremes pass over a NaN, and so does pooling by the maximum: what diverged below does not show in"
                    + " outputs or score. A listener that looks for NaN in maxNumber or amaxNumber misses it too",
            "nd4j: INDArray.maxNumber; nn/layers/pooling/GlobalPoolingLayer.java",
            "Backflow.on(model).nonFinite(NonFiniteConfig.DEFAULT), which counts every element");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        return KNOWN.at(model.namesOf(HiddenNotANumber::takesMaximum), "a NaN among numbers gives a number");
    }

    private static boolean takesMaximum(ExaminedLayer layer) {
        org.deeplearning4j.nn.conf.layers.Layer conf = layer.configuration();
        return (conf instanceof GlobalPoolingLayer pooling && pooling.getPoolingType() == PoolingType.MAX)
                || (conf instanceof SubsamplingLayer subsampling && subsampling.getPoolingType() == PoolingType.MAX);
    }
}
