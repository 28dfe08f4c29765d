// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.init;

import io.backflow.config.CellConfig;
import io.backflow.config.RecurrentWeightsConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.data.SplitMix;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Writes into a network what its cell says about initial weights and DL4J cannot draw.
 *
 * <p>What is drawn depends on the seed, the layer and the gate alone, and is the same on every machine; DL4J's own
 * random numbers are not touched, so that all other weights are those of the same job without it.
 */
public final class Initialisation {

    /** Separate the random numbers of weights from those of data and from each other. */
    private static final long MATRIX_STREAM = 0x6d6174726978L;

    private static final long BIAS_STREAM = 0x62696173L;

    private Initialisation() {}

    /** Initialises the recurrent layers, which are the network's first. */
    public static void apply(MultiLayerNetwork network, CellConfig cell, long seed) {
        for (int layer = 0; layer < cell.layers(); layer++) {
            RecurrentWeightsConfig weights = cell.recurrentWeights();
            if (weights != null && !(weights instanceof WeightsConfig)) {
                matrices(network.getLayer(layer).getParam("RW"), weights, seed, layer);
            }
            SplitMix random = SplitMix.at(BIAS_STREAM, seed, layer);
            cell.initialise(network.getLayer(layer).paramTable(), () -> uniform(random));
        }
    }

    /** @param recurrent [units, gates * units], a view of the network's parameters */
    private static void matrices(INDArray recurrent, RecurrentWeightsConfig weights, long seed, int layer) {
        int units = recurrent.rows();
        for (int gate = 0; gate * units < recurrent.columns(); gate++) {
            double[][] matrix = RecurrentMatrices.draw(weights, units, SplitMix.at(MATRIX_STREAM, seed, layer, gate));
            columns(recurrent, gate, units).assign(Nd4j.create(matrix).castTo(recurrent.dataType()));
        }
    }

    /** In [0, 1), a multiple of 2^-53. */
    private static double uniform(SplitMix random) {
        return (random.nextLong() >>> 11) * 0x1p-53;
    }

    private static INDArray columns(INDArray parameter, long gate, long units) {
        return parameter.get(NDArrayIndex.all(), NDArrayIndex.interval(gate * units, (gate + 1) * units));
    }
}
