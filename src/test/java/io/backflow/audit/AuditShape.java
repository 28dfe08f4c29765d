// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit;

import io.backflow.recurrent.Trainee;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * One shape of the audit's table: what it is made of, by name, and the network and data of it.
 *
 * @param layers from the bottom to the one below the output, by the names that {@link #layer} knows
 * @param head what is made of them: {@code steps} has an output at every step, {@code last} takes the last step of the
 *     topmost layer, {@code average} and {@code largest} pool over time
 * @param mask {@code none}, {@code left}, {@code right} or {@code interior}
 * @param truncated whether backpropagation is truncated, to two segments
 */
record AuditShape(List<String> layers, String head, String mask, LossFunction loss, boolean truncated, boolean graph) {

    static final int BATCH = 3;
    static final int STEPS = 4;
    private static final int UNITS = 2;
    private static final int INPUTS = 2;
    private static final int OUTPUTS = 2;

    static AuditShape of(String layers, String head, String mask) {
        return new AuditShape(List.of(layers.split(" ")), head, mask, LossFunction.MCXENT, false, false);
    }

    AuditShape with(LossFunction other) {
        return new AuditShape(layers, head, mask, other, truncated, graph);
    }

    AuditShape inSegments() {
        return new AuditShape(layers, head, mask, loss, true, graph);
    }

    AuditShape asGraph() {
        return new AuditShape(layers, head, mask, loss, truncated, true);
    }

    /** Returns what a layer is called in the audit. */
    String name(int layer) {
        return "layer" + layer;
    }

    String top() {
        return layers.get(layers.size() - 1);
    }

    boolean isMasked() {
        return !mask.equals("none");
    }

    Trainee build() {
        List<Layer> all = new ArrayList<>();
        for (String layer : layers) {
            all.add(layer(layer));
        }
        switch (head) {
            case "last" -> all.add(new LastTimeStep(all.remove(all.size() - 1)));
            case "average" -> all.add(new GlobalPoolingLayer(PoolingType.AVG));
            case "largest" -> all.add(new GlobalPoolingLayer(PoolingType.MAX));
            default -> {}
        }
        all.add(output());
        Trainee.Plan plan =
                Trainee.Plan.of(all.toArray(new Layer[0])).inputs(INPUTS).asGraph(graph);
        return (truncated ? plan.truncated(STEPS / 2, STEPS / 2) : plan).build();
    }

    @SuppressWarnings("deprecation") // saved models may still have Graves' layers
    private static Layer layer(String name) {
        return switch (name) {
            case "LSTM" -> lstm();
            case "SimpleRnn" -> rnn();
            case "GravesLSTM" ->
                new GravesLSTM.Builder()
                        .nOut(UNITS)
                        .activation(Activation.TANH)
                        .build();
            case "GravesBidirectionalLSTM" ->
                new GravesBidirectionalLSTM.Builder()
                        .nOut(UNITS)
                        .activation(Activation.TANH)
                        .build();
            case "LSTM-CONCAT" -> new Bidirectional(Bidirectional.Mode.CONCAT, lstm());
            case "LSTM-ADD" -> new Bidirectional(Bidirectional.Mode.ADD, lstm());
            case "LSTM-MUL" -> new Bidirectional(Bidirectional.Mode.MUL, lstm());
            case "LSTM-AVERAGE" -> new Bidirectional(Bidirectional.Mode.AVERAGE, lstm());
            case "SimpleRnn-ADD" -> new Bidirectional(Bidirectional.Mode.ADD, rnn());
            case "MaskZero" -> new MaskZeroLayer(lstm(), 0);
            case "Dense" ->
                new DenseLayer.Builder()
                        .nOut(UNITS)
                        .activation(Activation.TANH)
                        .build();
            case "Convolution" ->
                new Convolution1DLayer.Builder(3)
                        .nOut(UNITS)
                        .padding(1)
                        .activation(Activation.TANH)
                        .build();
            case "Self" -> self(1, false);
            case "SelfProjected" -> self(1, true);
            case "SelfTwoHeads" -> self(2, true);
            case "Recurrent" -> recurrent(false);
            case "RecurrentProjected" -> recurrent(true);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Layer lstm() {
        return new LSTM.Builder().nOut(UNITS).activation(Activation.TANH).build();
    }

    private static Layer rnn() {
        return new SimpleRnn.Builder().nOut(UNITS).activation(Activation.TANH).build();
    }

    private static Layer self(int heads, boolean projected) {
        return new SelfAttentionLayer.Builder()
                .nIn(UNITS)
                .nOut(UNITS)
                .nHeads(heads)
                .projectInput(projected)
                .build();
    }

    private static Layer recurrent(boolean projected) {
        return new RecurrentAttentionLayer.Builder()
                .nIn(UNITS)
                .nOut(UNITS)
                .nHeads(1)
                .projectInput(projected)
                .build();
    }

    private Layer output() {
        Activation f = switch (loss) {
            case MCXENT, NEGATIVELOGLIKELIHOOD, KL_DIVERGENCE -> Activation.SOFTMAX;
            case XENT, MEAN_SQUARED_LOGARITHMIC_ERROR -> Activation.SIGMOID;
            case POISSON -> Activation.SOFTPLUS;
            default -> Activation.IDENTITY;
        };
        return head.equals("steps")
                ? new RnnOutputLayer.Builder(loss).nOut(OUTPUTS).activation(f).build()
                : new OutputLayer.Builder(loss).nOut(OUTPUTS).activation(f).build();
    }

    /** Returns the same numbers at every call. */
    DataSet data() {
        Random random = new Random(4);
        INDArray features = numbers(random, BATCH, INPUTS, STEPS);
        if (layers.contains("MaskZero")) {
            for (int i = 0; i < INPUTS; i++) {
                features.putScalar(new int[] {1, i, 0}, 0);
            }
        }
        boolean everyStep = head.equals("steps");
        INDArray labels = everyStep
                ? Nd4j.create(DataType.DOUBLE, BATCH, OUTPUTS, STEPS)
                : Nd4j.create(DataType.DOUBLE, BATCH, OUTPUTS);
        for (int b = 0; b < BATCH; b++) {
            for (int t = 0; t < (everyStep ? STEPS : 1); t++) {
                double[] label = label(random);
                for (int i = 0; i < OUTPUTS; i++) {
                    labels.putScalar(everyStep ? new int[] {b, i, t} : new int[] {b, i}, label[i]);
                }
            }
        }
        return new DataSet(features, labels, maskArray(), everyStep ? maskArray() : null);
    }

    private double[] label(Random random) {
        int right = random.nextInt(OUTPUTS);
        double[] label = new double[OUTPUTS];
        for (int i = 0; i < OUTPUTS; i++) {
            double first = i == right ? 1 : 0;
            label[i] = switch (loss) {
                case MCXENT, NEGATIVELOGLIKELIHOOD, XENT -> first;
                case HINGE, SQUARED_HINGE, WASSERSTEIN -> 2 * first - 1;
                case KL_DIVERGENCE -> i == right ? 0.7 : 0.3;
                case POISSON, MEAN_SQUARED_LOGARITHMIC_ERROR -> 0.5 + random.nextDouble();
                case MEAN_ABSOLUTE_PERCENTAGE_ERROR, COSINE_PROXIMITY -> 2 + random.nextGaussian() / 4;
                default -> random.nextGaussian();
            };
        }
        return label;
    }

    private static INDArray numbers(Random random, int... shape) {
        INDArray array = Nd4j.create(DataType.DOUBLE, java.util.Arrays.stream(shape).asLongStream().toArray());
        INDArray flat = array.reshape(array.length());
        for (long i = 0; i < flat.length(); i++) {
            flat.putScalar(i, random.nextGaussian());
        }
        return array;
    }

    private @Nullable INDArray maskArray() {
        INDArray ones = Nd4j.ones(DataType.DOUBLE, BATCH, STEPS);
        switch (mask) {
            case "left" -> ones.putScalar(0, 0, 0).putScalar(0, 1, 0);
            case "right" -> ones.putScalar(2, 2, 0).putScalar(2, 3, 0);
            case "interior" -> ones.putScalar(1, 1, 0).putScalar(1, 2, 0);
            default -> {
                return null;
            }
        }
        return ones;
    }

    @Override
    public String toString() {
        return String.join(" ", layers) + ", " + head + ", mask " + mask + ", " + loss
                + (truncated ? ", truncated" : "") + (graph ? ", graph" : "");
    }
}
