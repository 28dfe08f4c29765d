// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.predict;

import io.backflow.data.Batch;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import io.backflow.data.internal.text.TextPreparation;
import java.util.Arrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Goes on with a text, token by token, each drawn from what the network gives for it after those before.
 *
 * <p>Probabilities are raised to the power 1 / temperature and scaled to sum to 1; at temperature 0 the most probable
 * token is taken, the first of several that are as probable.
 */
public final class TextGenerator {

    private final MultiLayerNetwork network;
    private final TextPreparation preparation;
    private final double temperature;
    private final SplitMix random;

    /**
     * Makes a generator, whose text depends on the arguments alone.
     *
     * @param temperature finite and at least 0
     */
    public TextGenerator(MultiLayerNetwork network, TextPreparation preparation, double temperature, long seed) {
        this.network = network;
        this.preparation = preparation;
        this.temperature = temperature;
        this.random = new SplitMix(seed);
    }

    /**
     * Returns what follows a text.
     *
     * @param prompt numbers of its tokens, at least one
     * @param length how many tokens follow
     * @throws DataException if the network's answer is not finite
     */
    public int[] after(int[] prompt, int length) {
        network.rnnClearPreviousState();
        int[] drawn = new int[length];
        double[] probabilities = next(prompt);
        for (int place = 0; place < length; place++) {
            drawn[place] = draw(probabilities);
            if (place < length - 1) {
                probabilities = next(new int[] {drawn[place]});
            }
        }
        network.rnnClearPreviousState();
        return drawn;
    }

    /** Returns what the network gives for the token after these, which come after those before. */
    private double[] next(int[] tokens) {
        SequenceData.Shape shape = preparation.shape();
        Batch batch = new Batch(shape, new int[] {tokens.length});
        for (int step = 0; step < tokens.length; step++) {
            batch.input(0, tokens[step], step, 1f);
        }
        INDArray output = network.rnnTimeStep(batch.toDataSet().getFeatures());
        double[] all = output.dup('c').data().asDouble();
        double[] last = new double[shape.outputs()];
        for (int token = 0; token < last.length; token++) {
            last[token] = all[token * tokens.length + tokens.length - 1];
            if (!Double.isFinite(last[token])) {
                throw new DataException("the network's answer is not finite, so that no text follows");
            }
        }
        return last;
    }

    private int draw(double[] probabilities) {
        int largest = 0;
        for (int token = 1; token < probabilities.length; token++) {
            largest = probabilities[token] > probabilities[largest] ? token : largest;
        }
        return temperature == 0 ? largest : draw(probabilities, probabilities[largest]);
    }

    /** @param largest what the probabilities are divided by, so that no power of all of them is 0 */
    private int draw(double[] probabilities, double largest) {
        double[] weights = Arrays.stream(probabilities)
                .map(probability -> Math.exp(Math.log(probability / largest) / temperature))
                .toArray();
        double left =
                (random.nextLong() >>> 11) * 0x1p-53 * Arrays.stream(weights).sum();
        int last = 0;
        for (int token = 0; token < weights.length; token++) {
            if (weights[token] > 0) {
                last = token;
                left -= weights[token];
                if (left < 0) {
                    return token;
                }
            }
        }
        return last; // what rounding left over
    }
}
