package io.backflow.run.internal.init;

import io.backflow.config.CellConfig;
import io.backflow.config.LstmCell;
import io.backflow.config.RecurrentWeightsConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.data.internal.sequence.SplitMix;
import io.backflow.model.internal.LstmGates;
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
            Integer chrono = cell instanceof LstmCell lstm ? lstm.chrono() : null;
            if (chrono != null) {
                chrono(network.getLayer(layer).getParam("b"), chrono, SplitMix.at(BIAS_STREAM, seed, layer));
            }
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

    /**
     * Forget bias {@code log U([1, T - 1])}, uniform on the interval and not on whole numbers only; input bias its
     * negative.
     *
     * @param bias [1, 4 * units], a view of the network's parameters
     * @param longest T
     */
    private static void chrono(INDArray bias, int longest, SplitMix random) {
        int units = bias.columns() / LstmGates.NAMES.size();
        double[][] drawn = new double[1][units];
        for (int unit = 0; unit < units; unit++) {
            drawn[0][unit] = StrictMath.log(1.0 + (longest - 2) * uniform(random));
        }
        INDArray forget = Nd4j.create(drawn).castTo(bias.dataType());
        columns(bias, LstmGates.FORGET, units).assign(forget);
        columns(bias, LstmGates.INPUT, units).assign(forget.neg());
    }

    /** In [0, 1), a multiple of 2^-53. */
    private static double uniform(SplitMix random) {
        return (random.nextLong() >>> 11) * 0x1p-53;
    }

    private static INDArray columns(INDArray parameter, long gate, long units) {
        return parameter.get(NDArrayIndex.all(), NDArrayIndex.interval(gate * units, (gate + 1) * units));
    }
}
