// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;

/**
 * Finds the layers inside wrappers, such as those for freezing, masking and the last time step, and the two directions
 * of a bidirectional one.
 */
public final class WrappedLayers {

    private WrappedLayers() {}

    /**
     * A layer that wraps no other.
     *
     * @param layer the layer itself
     * @param path the layer, as the installation report names it
     * @param reversed whether time runs backwards in it
     */
    public record Leaf(Layer layer, String path, boolean reversed) {}

    /** Returns a layer, or those that it wraps; a bidirectional one whose directions cannot be reached is one leaf. */
    public static List<Leaf> leaves(Layer layer, String name) {
        List<Leaf> leaves = new ArrayList<>();
        add(layer, name, false, leaves);
        return leaves;
    }

    private static void add(Layer layer, String path, boolean reversed, List<Leaf> leaves) {
        if (layer instanceof TwoDirections both) {
            add(both.forward(), path + "/forward", reversed, leaves);
            add(both.backward(), path + "/backward", !reversed, leaves);
        } else if (layer instanceof BaseWrapperLayer wrapper) {
            add(wrapper.getUnderlying(), path, reversed, leaves);
        } else {
            leaves.add(new Leaf(layer, path, reversed));
        }
    }

    /**
     * Returns what a wrapper wraps, or the layer itself; no further, as Deeplearning4j looks for what carries a state.
     */
    public static Layer inside(Layer layer) {
        return layer instanceof BaseWrapperLayer wrapper ? wrapper.getUnderlying() : layer;
    }

    /** Returns what is inside all wrappers. */
    public static Layer innermost(Layer layer) {
        Layer inner = layer;
        while (inner instanceof BaseWrapperLayer wrapper) {
            inner = wrapper.getUnderlying();
        }
        return inner;
    }

    /** Returns whether a layer or one of its wrappers is frozen, so that its parameters have no gradient. */
    public static boolean isFrozen(Layer layer) {
        if (layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop) {
            return true;
        }
        return layer instanceof BaseWrapperLayer wrapper && isFrozen(wrapper.getUnderlying());
    }

    /**
     * Replaces what a wrapper wraps, unless no gradient ever gets there because it is frozen.
     *
     * @return whether the layer is a wrapper
     */
    public static boolean replaceInside(Layer layer, UnaryOperator<Layer> replacement) {
        if (layer instanceof FrozenLayer) {
            return true;
        }
        if (layer instanceof BaseWrapperLayer wrapper) {
            wrapper.setUnderlying(replacement.apply(wrapper.getUnderlying()));
            return true;
        }
        return false;
    }

    /** Returns a layer's configuration, after those of all layers that it wraps. */
    public static List<org.deeplearning4j.nn.conf.layers.Layer> configurations(
            org.deeplearning4j.nn.conf.layers.Layer layer) {
        List<org.deeplearning4j.nn.conf.layers.Layer> all = new ArrayList<>();
        addConfigurations(layer, all);
        return all;
    }

    private static void addConfigurations(
            org.deeplearning4j.nn.conf.layers.Layer layer, List<org.deeplearning4j.nn.conf.layers.Layer> all) {
        if (layer instanceof Bidirectional both) {
            addConfigurations(both.getFwd(), all);
            addConfigurations(both.getBwd(), all);
        } else if (layer instanceof org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer wrapper) {
            addConfigurations(wrapper.getUnderlying(), all);
        }
        all.add(layer);
    }
}
