// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.gradient.UpdateIndex;
import io.backflow.model.internal.ModelView;
import io.backflow.model.internal.WrappedLayers;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Counts minibatches and segments, which DL4J does not tell its listeners.
 *
 * <p>In truncated BPTT every segment is an update of its own. DL4J clears the state of the recurrent layers before the
 * first segment of a minibatch and carries it over before each further one, so a segment that starts with a state
 * continues the minibatch.
 */
public final class UpdateCounter {

    private final int number;
    private int epoch = -1;
    private long batch;
    private int segment;

    /** Makes a counter for the model of that number. */
    public UpdateCounter(int number) {
        this.number = number;
    }

    /** Returns the index of the update whose gradient the model holds now; to be called once an update. */
    public UpdateIndex next(Model model) {
        ModelView view = ModelView.of(model);
        int modelEpoch = view.epochCount();
        boolean continues = carriesState(view);
        if (modelEpoch != epoch) {
            epoch = modelEpoch;
            batch = 0;
            segment = 0;
        } else if (continues) {
            segment++;
        } else {
            batch++;
            segment = 0;
        }
        return new UpdateIndex(number, view.iterationCount(), epoch, batch, segment);
    }

    /** Returns what it remembers: epoch, minibatch, segment. */
    public double[] state() {
        return new double[] {epoch, batch, segment};
    }

    /** Goes on counting where another counter was. */
    public void restore(double[] state) {
        epoch = (int) state[0];
        batch = (long) state[1];
        segment = (int) state[2];
    }

    private static boolean carriesState(ModelView model) {
        return model.backwardLength().isPresent()
                && model.implementations().stream().anyMatch(layer -> hasState(WrappedLayers.inside(layer)));
    }

    private static boolean hasState(Layer layer) {
        if (layer instanceof RecurrentLayer recurrent) {
            Map<String, INDArray> state = recurrent.rnnGetPreviousState();
            return state != null && !state.isEmpty();
        }
        return false;
    }
}
