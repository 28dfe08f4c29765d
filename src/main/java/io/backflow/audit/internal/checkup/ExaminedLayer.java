// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup;

import io.backflow.model.internal.WrappedLayers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer as checks see it.
 *
 * @param name what it is called in every record
 * @param layer the layer itself, in its wrappers
 */
public record ExaminedLayer(String name, Layer layer) {

    private static final String OURS = "io.backflow.";

    /** Returns its configuration, inside wrappers for freezing, masking and the last time step. */
    public org.deeplearning4j.nn.conf.layers.Layer configuration() {
        return layer.conf().getLayer();
    }

    /** Returns the configurations of what is inside it, and its own. */
    public List<org.deeplearning4j.nn.conf.layers.Layer> configurations() {
        return WrappedLayers.configurations(configuration());
    }

    /** Returns the configuration that has its updater, regularisation and gradient normalisation. */
    public Optional<BaseLayer> base() {
        return configurations().stream()
                .filter(BaseLayer.class::isInstance)
                .map(BaseLayer.class::cast)
                .findFirst();
    }

    /** Returns its base configuration if there are parameters that are trained. */
    public Optional<BaseLayer> trained() {
        return isFrozen() || layer.numParams() == 0 ? Optional.empty() : base();
    }

    /** Returns whether layers of this library compute all that is in it. */
    public boolean isInstalled() {
        return WrappedLayers.leaves(layer, name).stream().allMatch(leaf -> isOurs(leaf.layer()));
    }

    /** Returns whether something is of this library. */
    public static boolean isOurs(Object implementation) {
        return implementation.getClass().getName().startsWith(OURS);
    }

    /** Returns whether its parameters are kept as they are. */
    public boolean isFrozen() {
        return WrappedLayers.isFrozen(layer);
    }

    /** Returns whether Deeplearning4j hands no error on to what is below it. */
    public boolean stopsErrors() {
        return layer instanceof FrozenLayer;
    }

    /** Returns whether it, or a wrapper around it, is of a class. */
    public boolean isWrappedIn(Class<? extends BaseWrapperLayer> wrapper) {
        Layer inner = layer;
        while (inner instanceof BaseWrapperLayer each) {
            if (wrapper.isInstance(each)) {
                return true;
            }
            inner = each.getUnderlying();
        }
        return false;
    }

    /** Returns a parameter in double, a vector as one row; nothing if there is none of that name. */
    public Optional<double[][]> matrix(String key) {
        return Optional.ofNullable(layer.paramTable())
                .map(table -> table.get(key))
                .filter(array -> array.rank() <= 2)
                .map(ExaminedLayer::rows);
    }

    private static double[][] rows(INDArray array) {
        int count = array.rank() == 2 ? array.rows() : 1;
        double[] all = array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
        int columns = all.length / count;
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = Arrays.copyOfRange(all, i * columns, (i + 1) * columns);
        }
        return rows;
    }
}
