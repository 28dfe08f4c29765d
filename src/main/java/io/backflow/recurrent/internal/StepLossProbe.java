// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal;

import io.backflow.model.internal.ModelOutput;
import io.backflow.model.internal.ModelView;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.internal.layer.LayerReplay;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Measures how the loss of ONE time step t flows back: dL_t/dh_k for all k, of every installed recurrent layer.
 *
 * <pre>{@code
 * public void onForwardPass(Model model, List<INDArray> activations) {
 *   probe = StepLossProbe.prepare(model, wanted);
 * }
 * public void onBackwardPass(Model model) {
 *   List<BackwardPass> passes = probe.measure(t);
 * }
 * }</pre>
 *
 * <p>It runs back once more over the forward pass that is there, from the output layers, which hand down the derivative
 * of step t's loss alone, through all layers and vertices; so it is exact for stacked and bidirectional layers and for
 * whatever lies between. Nothing runs forward again, and nothing is drawn at random: the masks of dropout are copied
 * before the training's own backward pass uses them up. The gradient is put back bit for bit, and observers, clipping
 * through time and gradient terms take no part.
 *
 * <p>An output without time steps, such as that above LastTimeStep, has one loss, which is taken whatever t is. In
 * truncated BPTT t counts from the start of the segment. Norms and errors are of the loss's sum over the minibatch, as
 * in {@link BackwardPass}; dL_t/dh_k is 0 for k > t, except in layers that read backwards, whose steps count from the
 * end, and below them.
 *
 * <p>One probe serves one iteration of one model. It costs about a second backward pass and a copy of the gradient for
 * each step measured.
 */
public final class StepLossProbe {

    private final Model model;
    private final Recorded wanted;
    private final DropoutState dropout;

    private StepLossProbe(Model model, Recorded wanted) {
        this.model = model;
        this.wanted = wanted;
        this.dropout = new DropoutState(ModelView.of(model).layers().stream()
                .map(each -> each.layer().conf().getLayer())
                .toList());
    }

    /**
     * Returns why a model cannot be probed: an entry for each layer that stands in the way; empty if it can be.
     *
     * @throws IllegalArgumentException if it is no network
     */
    public static List<String> obstacles(Model model) {
        StepLossObstacles obstacles = new StepLossObstacles();
        ModelView.of(model).layers().forEach(obstacles::check);
        return obstacles.found();
    }

    /**
     * Returns whether every output of a model has a loss for each time step; without steps, as above LastTimeStep or
     * pooling, there is one loss of the whole sequence, and no step's to tell apart.
     *
     * @throws IllegalArgumentException if it is no network
     */
    public static boolean hasStepLosses(Model model) {
        List<Layer> losses = ModelView.of(model).outputs().stream()
                .map(ModelOutput::layer)
                .filter(IOutputLayer.class::isInstance)
                .toList();
        return !losses.isEmpty() && losses.stream().allMatch(StepLoss::hasSteps);
    }

    /**
     * Returns a probe for the iteration under way; to be called between its forward and its backward pass.
     *
     * @param wanted what to record besides the norms
     * @throws IllegalArgumentException if the model cannot be probed, with the {@linkplain #obstacles obstacles}
     */
    public static StepLossProbe prepare(Model model, Recorded wanted) {
        List<String> obstacles = obstacles(model);
        if (!obstacles.isEmpty()) {
            throw new IllegalArgumentException("The loss of one step cannot be measured: " + obstacles);
        }
        return new StepLossProbe(model, wanted);
    }

    /**
     * Measures one step's loss; to be called after the backward pass of the iteration and before its update, any number
     * of times.
     *
     * @param step t, from 0 on
     * @return a pass for each installed recurrent layer that the loss reaches, the highest first
     * @throws IndexOutOfBoundsException if the outputs have no such step
     */
    public List<BackwardPass> measure(int step) {
        List<BackwardPass> passes = new ArrayList<>();
        INDArray gradient = model.getGradientsViewArray();
        INDArray before = gradient.dup();
        InstalledLayers.visit(model, (layer, name) -> LayerReplay.begin(layer, name, wanted, passes::add));
        try {
            dropout.during(() -> ModelView.of(model).runBack((output, whole) -> StepLoss.of(output, whole, step)));
        } finally {
            InstalledLayers.visit(model, (layer, name) -> LayerReplay.end(layer));
            gradient.assign(before);
        }
        return List.copyOf(passes);
    }
}
