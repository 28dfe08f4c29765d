// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.data.SequenceData;
import io.backflow.model.internal.ModelOutput;
import io.backflow.model.internal.ModelView;
import io.backflow.record.internal.MetricsRecord;
import io.backflow.recurrent.internal.output.SummedLoss;
import io.backflow.run.internal.score.TaskLoss;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The loss of a whole minibatch, over all its segments where backpropagation is truncated; {@code Model.score()} is
 * that of the last one, and with DL4J's own output layers a sum in float.
 *
 * <p>Installed output layers hand out what their backward pass summed; of DL4J's own the output is computed once more.
 * Each segment's loss is that of the parameters before its update. It has to look on after the gradient was clipped,
 * which says whether that was finite, and before passes are replayed: {@link RunEngine} sees to both.
 */
public final class MiniBatchLoss extends BaseTrainingListener {

    private final SequenceData.Objective objective;
    private final BooleanSupplier gradientWasFinite;
    private final Supplier<String> named;
    private TaskLoss loss;
    private @Nullable DataSet batch;
    private long step;
    private int sequences;
    private int segments;
    private int nonFiniteSegments;
    /** The loss of the update that is being made: of its last pass, or the first that is not finite. */
    private double ofUpdate;

    private String divergence = "";

    /**
     * Measures in the units of the objective.
     *
     * @param gradientWasFinite whether the gradient of the last update was; if not, it was skipped or mended as the
     *     configuration says, and its loss mostly is not finite either
     */
    public MiniBatchLoss(SequenceData.Objective objective, BooleanSupplier gradientWasFinite) {
        this(objective, gradientWasFinite, () -> "");
    }

    /**
     * Measures the minibatches of a task.
     *
     * @param gradientWasFinite whether the gradient of the last update was; if not, it was skipped or mended as the
     *     configuration says, and its loss mostly is not finite either
     * @param named says which examples added most to the gradient of the last update; empty if that is not known
     */
    MiniBatchLoss(SequenceData.Objective objective, BooleanSupplier gradientWasFinite, Supplier<String> named) {
        this.named = named;
        this.objective = objective;
        this.gradientWasFinite = gradientWasFinite;
        this.loss = new TaskLoss(objective);
    }

    /** Starts with a minibatch, which is the next that is trained on. */
    void begin(DataSet next) {
        batch = next;
        loss = new TaskLoss(objective);
        sequences = next.numExamples();
        step = 0;
        segments = 0;
        nonFiniteSegments = 0;
        ofUpdate = 0;
        divergence = "";
    }

    /** Goes on with a minibatch whose gradient is added to that of the one before. */
    void goOn(DataSet next) {
        batch = next;
        sequences += next.numExamples();
        step = 0;
    }

    @Override
    public void onBackwardPass(Model model) {
        if (batch == null) {
            throw new IllegalStateException("A minibatch is trained on that was not announced");
        }
        ModelOutput output = ModelView.of(model).outputs().get(0);
        Layer layer = Objects.requireNonNull(output.layer());
        INDArray labels = Objects.requireNonNull(output.labels());
        INDArray mask = batch.getLabelsMaskArray();
        long steps = objective.everyStep() ? labels.size(2) : 0;
        if (mask != null && objective.everyStep()) {
            mask = mask.get(NDArrayIndex.all(), NDArrayIndex.interval(step, step + steps));
        }
        OptionalDouble summed = summedBy(layer);
        double ofPass = summed.isPresent()
                ? loss.add(summed.getAsDouble(), labels, mask)
                : loss.add(labels, layer.activate(false, LayerWorkspaceMgr.noWorkspaces()), mask);
        step += steps;
        ofUpdate = Double.isFinite(ofUpdate) ? ofPass : ofUpdate;
    }

    private static OptionalDouble summedBy(Layer output) {
        return output instanceof SummedLoss installed ? installed.summedLoss() : OptionalDouble.empty();
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        if (divergence.isEmpty() && !Double.isFinite(ofUpdate) && gradientWasFinite.getAsBoolean()) {
            String examples = named.get();
            divergence = "The loss of update " + iteration + " is " + ofUpdate
                    + (examples.isEmpty() ? "" : "; " + examples);
        }
        segments++;
        nonFiniteSegments += Double.isFinite(ofUpdate) ? 0 : 1;
        ofUpdate = 0;
    }

    /** Returns how the minibatch shows that training diverges; empty if it does not. */
    String divergence() {
        return divergence;
    }

    /** Returns the loss of a labelled sequence or time step: what the progress shows. */
    public double mean() {
        return loss.mean();
    }

    /**
     * Returns everything that is known of the minibatch.
     *
     * @param measured what else was measured in it, by name
     */
    MetricsRecord metrics(MultiLayerNetwork network, Map<String, Double> measured) {
        Map<String, Double> figures = new LinkedHashMap<>();
        loss.addTo(figures);
        return new MetricsRecord(
                network.getIterationCount(),
                network.getEpochCount(),
                "training",
                figures,
                loss.basis(sequences),
                new MetricsRecord.Segments(segments, nonFiniteSegments),
                measured);
    }
}
