// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.host;

import io.backflow.audit.internal.checkup.ExaminedLayer;
import io.backflow.audit.internal.checkup.ExaminedModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** How large the logits of an output layer can be, by its weights and what its inputs are bounded by. */
final class Logits {

    private static final Set<Class<? extends IActivation>> UP_TO_ONE = Set.of(
            ActivationTanH.class,
            ActivationHardTanH.class,
            ActivationRationalTanh.class,
            ActivationSoftSign.class,
            ActivationSigmoid.class,
            ActivationHardSigmoid.class,
            ActivationSoftmax.class);

    private static final int MANY = 100;

    private final ExaminedModel model;
    private final Map<String, ExaminedLayer> layers = new HashMap<>();

    Logits(ExaminedModel model) {
        this.model = model;
        model.layers().forEach(layer -> layers.put(layer.name(), layer));
    }

    /** Returns the largest logit, positive or negative, that inputs within their bounds can give. */
    double largest(ExaminedLayer output) {
        double bound = boundOfInputs(output.name());
        return Arrays.stream(columns(output))
                .mapToDouble(column -> reach(column, new double[column.length], bound))
                .max()
                .orElse(0);
    }

    /** Returns the largest difference between two logits that inputs within their bounds can give. */
    double largestDifference(ExaminedLayer output) {
        double bound = boundOfInputs(output.name());
        double[][] columns = columns(output);
        if (columns.length > MANY) {
            return 2 * largest(output); // an upper bound, where all pairs would take long
        }
        double largest = 0;
        for (int a = 0; a < columns.length; a++) {
            for (int b = 0; b < a; b++) {
                largest = Math.max(largest, reach(columns[a], columns[b], bound));
            }
        }
        return largest;
    }

    private static double[][] columns(ExaminedLayer output) {
        double[][] weights = output.matrix("W").orElseGet(() -> new double[0][0]);
        double[][] bias = output.matrix("b").orElseGet(() -> new double[0][0]);
        int outputs = weights.length == 0 ? 0 : weights[0].length;
        double[][] columns = new double[outputs][weights.length + 1];
        for (int a = 0; a < outputs; a++) {
            for (int i = 0; i < weights.length; i++) {
                columns[a][i] = weights[i][a];
            }
            columns[a][weights.length] = bias.length == 0 ? 0 : bias[0][a];
        }
        return columns;
    }

    /** Returns the largest value of a logit, or of the difference of two, the last element being a bias. */
    private static double reach(double[] a, double[] b, double bound) {
        double sum = Math.abs(a[a.length - 1] - b[b.length - 1]);
        for (int i = 0; i < a.length - 1; i++) {
            sum += a[i] == b[i] ? 0 : bound * Math.abs(a[i] - b[i]);
        }
        return sum;
    }

    private double boundOfInputs(String name) {
        List<String> inputs = model.view().inputs().getOrDefault(name, List.of());
        return inputs.isEmpty()
                ? Double.POSITIVE_INFINITY
                : inputs.stream().mapToDouble(this::bound).max().orElse(Double.POSITIVE_INFINITY);
    }

    private double bound(String name) {
        ExaminedLayer layer = layers.get(name);
        if (layer != null) {
            return bound(layer);
        }
        GraphVertex vertex = model.view().vertices().get(name);
        boolean handsOn = vertex instanceof LastTimeStepVertex
                || vertex instanceof DuplicateToTimeSeriesVertex
                || vertex instanceof ReverseTimeSeriesVertex
                || vertex instanceof org.deeplearning4j.nn.conf.graph.MergeVertex;
        return handsOn ? boundOfInputs(name) : Double.POSITIVE_INFINITY;
    }

    private double bound(ExaminedLayer layer) {
        org.deeplearning4j.nn.conf.layers.Layer conf = layer.configuration();
        if (conf instanceof Bidirectional both && both.getMode() == Bidirectional.Mode.ADD) {
            return 2 * activationBound(layer);
        }
        return conf instanceof GlobalPoolingLayer pooling
                        && pooling.getPoolingType() != org.deeplearning4j.nn.conf.layers.PoolingType.SUM
                ? boundOfInputs(layer.name())
                : activationBound(layer);
    }

    private static double activationBound(ExaminedLayer layer) {
        boolean bounded = layer.base()
                .map(BaseLayer::getActivationFn)
                .filter(f -> UP_TO_ONE.contains(f.getClass()))
                .isPresent();
        return bounded ? 1 : Double.POSITIVE_INFINITY;
    }
}
