package io.backflow.recurrent.layer;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.jspecify.annotations.Nullable;

/** Sets the observer of the engine's layers, within wrappers too. */
public final class Observation {

    private Observation() {}

    /**
     * Sets, or with null removes, the observer of a layer or of those that it wraps.
     *
     * @return how many layers are concerned
     */
    public static int set(Layer layer, String name, @Nullable BackwardObserver observer) {
        return set(layer, name, false, observer);
    }

    private static int set(Layer layer, String name, boolean reversed, @Nullable BackwardObserver observer) {
        if (layer instanceof TwoWayLayer both) {
            return set(both.forward(), name + "/forward", reversed, observer)
                    + set(both.backward(), name + "/backward", !reversed, observer);
        }
        if (layer instanceof BaseWrapperLayer wrapper) {
            return set(wrapper.getUnderlying(), name, reversed, observer);
        }
        if (layer instanceof FusedRecurrentLayer<?> ours) {
            ours.observe(name, reversed, observer);
            return 1;
        }
        return 0;
    }
}
