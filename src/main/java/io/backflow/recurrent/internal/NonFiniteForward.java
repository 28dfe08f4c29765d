// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal;

import io.backflow.model.internal.ModelPart;
import io.backflow.model.internal.ModelView;
import io.backflow.recurrent.internal.layer.NonFiniteState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Finds where the forward pass of an update first held a value that is not finite: in the states of the installed
 * recurrent layers, from the network's input up, and then in what reaches its output layers.
 *
 * <p>To be asked in {@code onBackwardPass}, while the network holds the pass. It reads all states, so ask where
 * something is wrong.
 */
public final class NonFiniteForward {

    private record Named(Layer layer, String name) {}

    private NonFiniteForward() {}

    /** Returns the finding; nothing if the pass was finite as far as these layers saw. */
    public static Optional<NonFiniteState> find(Model model) {
        List<Named> layers = inOrder(model);
        List<NonFiniteState> found = new ArrayList<>();
        for (Named each : layers) {
            NonFiniteState.visit(each.layer, each.name, found::add);
            if (!found.isEmpty()) {
                return Optional.of(found.get(0));
            }
        }
        return layers.stream()
                .filter(each -> each.layer instanceof IOutputLayer)
                .flatMap(each -> entering(each).stream())
                .findFirst();
    }

    private static List<Named> inOrder(Model model) {
        List<Named> layers = new ArrayList<>();
        for (ModelPart part : ModelView.of(model).parts()) {
            if (part.layer() != null) {
                layers.add(new Named(part.layer(), part.name()));
            }
        }
        return layers;
    }

    private static Optional<NonFiniteState> entering(Named output) {
        INDArray input = output.layer.input();
        if (input == null || isFinite(input)) {
            return Optional.empty();
        }
        OptionalInt step = OptionalInt.empty();
        if (input.rank() == 3 && StepLoss.hasSteps(output.layer)) {
            int axis = StepLoss.timeIsLast(output.layer) ? 2 : 1;
            step = IntStream.range(0, (int) input.size(axis))
                    .filter(t -> !isFinite(StepLoss.at(input, axis, t)))
                    .findFirst();
        }
        return Optional.of(new NonFiniteState(output.name, false, step, true));
    }

    private static boolean isFinite(INDArray array) {
        return !array.isNaN().any() && !array.isInfinite().any();
    }
}
