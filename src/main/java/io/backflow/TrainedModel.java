// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import io.backflow.model.internal.ModelView;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;

/** The listeners and the count of iterations of the network that an attachment is to. */
final class TrainedModel {

    private final Model model;
    private final ModelView view;

    /**
     * Takes a network.
     *
     * @throws IllegalArgumentException if the model is of another kind
     */
    TrainedModel(Model model) {
        this.model = model;
        this.view = ModelView.of(model);
    }

    Model model() {
        return model;
    }

    List<TrainingListener> listeners() {
        return view.listeners();
    }

    /** Returns the listener that is told first; null if there is none. */
    @Nullable
    TrainingListener first() {
        List<TrainingListener> all = listeners();
        return all.isEmpty() ? null : all.get(0);
    }

    void putFirst(TrainingListener listener) {
        List<TrainingListener> all = view.listeners();
        all.add(0, listener);
        model.setListeners(all);
    }

    void remove(TrainingListener listener) {
        List<TrainingListener> all = view.listeners();
        if (all.removeIf(other -> other == listener)) {
            model.setListeners(all);
        }
    }

    int iterations() {
        return view.iterationCount();
    }
}
