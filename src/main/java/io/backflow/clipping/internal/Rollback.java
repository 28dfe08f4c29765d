// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.gradient.UpdateIndex;
import io.backflow.model.internal.ModelView;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Remembers parameters and updater state, and puts them back after an update that was not to be made.
 *
 * <p>Setting the gradient to 0 is not enough: momentum would still move the parameters, and Adam's averages would
 * decay.
 */
final class Rollback {

    private final UpdateIndex index;
    private final INDArray parameters;
    private final @Nullable INDArray updaterState;

    /** Remembers the state of a model before an update. */
    Rollback(UpdateIndex index, Model model) {
        this.index = index;
        parameters = model.params().dup();
        INDArray state = updaterState(model);
        updaterState = state == null ? null : state.dup();
    }

    /** Returns whether the remembered state is the one before that update. */
    boolean isOf(UpdateIndex update) {
        return index.equals(update);
    }

    /** Puts the remembered state back; the gradient view, where DL4J now holds the update, becomes 0. */
    void restore(Model model) {
        model.params().assign(parameters);
        INDArray state = updaterState(model);
        if (state != null && updaterState != null) {
            state.assign(updaterState);
        }
        model.getGradientsViewArray().assign(0);
    }

    private static @Nullable INDArray updaterState(Model model) {
        return ModelView.of(model).updaterState();
    }
}
