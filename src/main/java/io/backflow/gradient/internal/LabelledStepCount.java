// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.model.internal.FlatView;
import io.backflow.model.internal.ModelView;
import io.backflow.model.internal.WrappedLayers;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Counts the labelled time steps of a minibatch, over all of its examples: how many terms the sum has that is its loss.
 *
 * <p>Labels of rank 3 have a step for each example and time step; labels of any other rank, as above
 * {@code LastTimeStep} or pooling, have one an example. A mask counts each step by its weight, so that 0 leaves it out,
 * 1 counts it, and 0.5 is half a step; where the mask weighs the outputs of a step one by one, the step has the largest
 * of their weights. A weight that is not finite, with which the loss is lost, is left out. The sum is taken in double.
 * It is 0 where everything is masked.
 */
public final class LabelledStepCount {

    private LabelledStepCount() {}

    /** Returns the count of labels of a data set, which are [miniBatch, size, time] where they have steps. */
    public static double of(INDArray labels, @Nullable INDArray mask) {
        return of(labels, mask, RNNFormat.NCW);
    }

    /**
     * Returns the count of labels in a format.
     *
     * @param labels [miniBatch, size, time], or [miniBatch, time, size] in the format NWC, or of another rank with one
     *     step an example
     * @param mask of the labels, null if there is none: a weight for each step, as [miniBatch, time] or [miniBatch, 1],
     *     or one for each output of each step, in the shape of the labels; with rows of one step each as DL4J's layers
     *     hold it, too
     * @throws IllegalArgumentException if the mask is of another shape
     */
    public static double of(INDArray labels, @Nullable INDArray mask, RNNFormat format) {
        long steps = labels.rank() == 3 ? labels.size(0) * labels.size(timeAxis(format)) : labels.size(0);
        if (mask == null) {
            return steps;
        }
        INDArray weights = mask.length() == steps ? mask : largestOfOutputs(mask, format);
        if (weights.length() != steps) {
            throw new IllegalArgumentException("A mask of labels " + Arrays.toString(labels.shape()) + " must have "
                    + steps + " weights, or one for each output of these steps, got " + Arrays.toString(mask.shape()));
        }
        return sum(weights, steps);
    }

    /** Adds in double, which {@code sumNumber()} does not for an array of floats. */
    private static double sum(INDArray weights, long count) {
        INDArray readable = weights.dataType() == DataType.FLOAT ? weights : weights.castTo(DataType.DOUBLE);
        INDArray whole = readable.isView() ? readable.dup() : readable;
        WeightSum sum = new WeightSum();
        FlatView.of(whole.reshape(whole.ordering(), new long[] {count})).visit(0, count, sum);
        return sum.total;
    }

    private static final class WeightSum implements FlatView.Visitor {
        private double total;

        @Override
        public boolean visit(float[] tile, int count) {
            for (int i = 0; i < count; i++) {
                total += Float.isFinite(tile[i]) ? tile[i] : 0;
            }
            return false;
        }

        @Override
        public boolean visit(double[] tile, int count) {
            for (int i = 0; i < count; i++) {
                total += Double.isFinite(tile[i]) ? tile[i] : 0;
            }
            return false;
        }
    }

    private static int timeAxis(RNNFormat format) {
        return format == RNNFormat.NWC ? 1 : 2;
    }

    private static INDArray largestOfOutputs(INDArray mask, RNNFormat format) {
        if (mask.rank() == 3) {
            return mask.max(3 - timeAxis(format));
        }
        return mask.reshape(mask.size(0), -1).max(1);
    }

    /**
     * Returns the count of the minibatch whose gradient a model has just computed, in truncated BPTT of the segment; to
     * be called in {@code onBackwardPass}, since a graph forgets its labels before {@code onGradientCalculation}.
     *
     * <p>Of a graph with several outputs it is the largest of their counts: the gradient is a sum over as many steps as
     * the longest of its losses. An output that learns without labels has one step an example.
     *
     * @throws IllegalArgumentException if the model is no network
     * @throws IllegalStateException if an output has forgotten its labels
     */
    public static double of(Model model) {
        return ModelView.of(model).outputs().stream()
                .mapToDouble(output -> of(model, output.layer()))
                .max()
                .orElse(0);
    }

    private static double of(Model model, @Nullable Layer wrapped) {
        Layer output = wrapped == null ? null : WrappedLayers.innermost(wrapped);
        if (!(output instanceof IOutputLayer loss)) {
            return model.batchSize();
        }
        INDArray labels = loss.getLabels();
        if (labels == null && loss.needsLabels()) {
            throw new IllegalStateException("The labels must be counted in onBackwardPass: they are not there now");
        }
        return labels == null ? model.batchSize() : of(labels, output.getMaskArray(), format(output, labels));
    }

    /** A format that is missing is the one in which the labels fit the layer. */
    private static RNNFormat format(Layer output, INDArray labels) {
        if (output.conf().getLayer() instanceof RnnLossLayer loss) {
            return loss.getRnnDataFormat();
        }
        if (output.conf().getLayer() instanceof RnnOutputLayer rnn && rnn.getRnnDataFormat() != null) {
            return rnn.getRnnDataFormat();
        }
        boolean lastAxisAlone = output.conf().getLayer() instanceof FeedForwardLayer layer
                && labels.rank() == 3
                && labels.size(1) != layer.getNOut()
                && labels.size(2) == layer.getNOut();
        return lastAxisAlone ? RNNFormat.NWC : RNNFormat.NCW;
    }
}
