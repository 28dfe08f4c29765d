// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.NonFiniteForward;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;

/**
 * Finds what was not finite first in an update; looks at the forward pass only if its loss or its gradient is not
 * finite.
 */
final class DivergenceSearch {

    private DivergenceSearch() {}

    /**
     * Returns the finding; null if all is finite.
     *
     * @param model between its backward pass and the update
     * @param loss its loss
     * @param passes of its recurrent layers, uppermost first
     */
    static FlowRecord.@Nullable Divergence find(Model model, double loss, Collection<BackwardPass> passes) {
        Optional<FlowRecord.Divergence> backward =
                passes.stream().flatMap(pass -> backward(pass).stream()).findFirst();
        if (Double.isFinite(loss) && backward.isEmpty()) {
            return null;
        }
        Optional<FlowRecord.Divergence> forward = NonFiniteForward.find(model).map(FlowRecord.Divergence::forward);
        if (forward.isPresent()) {
            return forward.get();
        }
        return Double.isFinite(loss) ? backward.get() : FlowRecord.Divergence.loss();
    }

    private static Optional<FlowRecord.Divergence> backward(BackwardPass pass) {
        BackwardTrace trace = pass.trace();
        OptionalInt step = IntStream.iterate(trace.steps() - 1, t -> t >= trace.firstStep(), t -> t - 1)
                .filter(t -> !isFinite(trace, t))
                .findFirst();
        return step.isEmpty()
                ? Optional.empty()
                : Optional.of(FlowRecord.Divergence.backward(
                        pass.layer(),
                        pass.reversed(),
                        step.getAsInt(),
                        !Double.isFinite(trace.injected(step.getAsInt()))));
    }

    /** A cell without a cell state has no norm of it, which is NaN. */
    private static boolean isFinite(BackwardTrace trace, int step) {
        return Double.isFinite(trace.hidden(step))
                && (!trace.gates().contains("forget") || Double.isFinite(trace.cellState(step)));
    }
}
