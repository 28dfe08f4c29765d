// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A copy of a network in double, whose loss and gradient on a minibatch can be asked for again and again.
 *
 * <p>The loss is the sum over outputs, examples and time steps that Deeplearning4j's gradient is the derivative of:
 * without the mean over the minibatch, and without L1 and L2. Each question draws the same random numbers.
 */
public abstract sealed class LossProbe permits NetworkProbe, GraphProbe {

    private static final long SEED = 12345;

    private long seed = SEED;

    /** With what each recurrent layer begins the segment. */
    private final IdentityHashMap<RecurrentLayer, Map<String, INDArray>> start = new IdentityHashMap<>();

    /**
     * Copies a network, with layers as its configuration says; what is installed in it is not in the copy.
     *
     * @throws IllegalArgumentException if the model is no network
     */
    public static LossProbe of(Model model) {
        ModelView view = ModelView.of(model);
        LossProbe probe = view instanceof GraphView graph
                ? new GraphProbe(graph.graph())
                : new NetworkProbe(((NetworkView) view).network());
        probe.view().implementations().forEach(layer -> layer.conf().setMiniBatch(false));
        return probe;
    }

    /** Returns the copy. */
    public abstract Model model();

    /** Takes the minibatch, or the segment of one, that is asked about from now on. */
    public abstract void load(MultiDataSet batch);

    /** Runs forward and back as training does, and leaves the score with the model. */
    abstract double forwardAndBack();

    /** Runs forward as training does, and returns the score. */
    abstract double forward();

    /** Returns the view of the copy. */
    public final ModelView view() {
        return ModelView.of(model());
    }

    /** Frees the copy's parameters and gradients; it is done with. */
    public final void close() {
        for (INDArray array : new INDArray[] {model().getGradientsViewArray(), model().params()}) {
            if (array != null && array.closeable()) {
                array.close();
            }
        }
    }

    /** Changes what random numbers are drawn from now on. */
    public final void reseed() {
        seed++;
    }

    /** Computes the gradient, which is then in the model's view, and returns the loss. */
    public final double gradient() {
        Nd4j.getRandom().setSeed(seed);
        restart();
        return forwardAndBack() - view().penalty();
    }

    /** Returns the loss. */
    public final double loss() {
        Nd4j.getRandom().setSeed(seed);
        restart();
        // In truncated backpropagation only the whole pass begins with the state that is carried over.
        double score = isTruncated() ? forwardAndBack() : forward();
        return score - view().penalty();
    }

    private boolean isTruncated() {
        return view().backwardLength().isPresent();
    }

    /**
     * Lets the next segment, if backpropagation is truncated, begin with the state in which the last pass has ended.
     */
    public final void carry() {
        for (Layer layer : view().implementations()) {
            if (layer instanceof RecurrentLayer recurrent) {
                start.put(recurrent, new HashMap<>(recurrent.rnnGetTBPTTState()));
            }
        }
    }

    /** A pass of truncated backpropagation begins where the last one has ended, the same segment or not. */
    private void restart() {
        if (!isTruncated()) {
            return; // and a bidirectional layer, which has no such state, refuses to be asked
        }
        for (Layer layer : view().implementations()) {
            if (layer instanceof RecurrentLayer recurrent) {
                recurrent.rnnSetTBPTTState(start.getOrDefault(recurrent, Map.of()));
            }
        }
    }

    /** Returns the minibatch in the pieces of truncated backpropagation, in double; whole if it is not truncated. */
    public final List<MultiDataSet> segments(MultiDataSet batch) {
        MultiDataSet whole = new MultiDataSet(
                inDouble(batch.getFeatures()),
                inDouble(batch.getLabels()),
                inDouble(batch.getFeaturesMaskArrays()),
                inDouble(batch.getLabelsMaskArrays()));
        OptionalInt length = forwardLength();
        if (length.isEmpty()) {
            return List.of(whole);
        }
        long steps = whole.getFeatures(0).size(2);
        List<MultiDataSet> segments = new ArrayList<>();
        for (long from = 0; from < steps; from += length.getAsInt()) {
            segments.add(cut(whole, from, Math.min(steps, from + length.getAsInt())));
        }
        return segments;
    }

    /** Returns the length of a segment of truncated backpropagation. */
    abstract OptionalInt forwardLength();

    private static MultiDataSet cut(MultiDataSet whole, long from, long to) {
        return new MultiDataSet(
                cut(whole.getFeatures(), from, to),
                cut(whole.getLabels(), from, to),
                cut(whole.getFeaturesMaskArrays(), from, to),
                cut(whole.getLabelsMaskArrays(), from, to));
    }

    private static INDArray @Nullable [] cut(INDArray @Nullable [] arrays, long from, long to) {
        if (arrays == null) {
            return null;
        }
        INDArray[] parts = new INDArray[arrays.length];
        for (int i = 0; i < parts.length; i++) {
            INDArray array = arrays[i];
            INDArrayIndex steps = NDArrayIndex.interval(from, to);
            if (array != null && array.rank() == 3) {
                parts[i] =
                        array.get(NDArrayIndex.all(), NDArrayIndex.all(), steps).dup();
            } else if (array != null) {
                parts[i] = array.get(NDArrayIndex.all(), steps).dup();
            }
        }
        return parts;
    }

    private static INDArray @Nullable [] inDouble(INDArray @Nullable [] arrays) {
        if (arrays == null) {
            return null;
        }
        INDArray[] doubles = new INDArray[arrays.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = arrays[i] == null ? null : arrays[i].castTo(DataType.DOUBLE);
        }
        return doubles;
    }
}
