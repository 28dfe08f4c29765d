// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/**
 * A recurrent cell: a layer's, or one direction's.
 *
 * @param layer in which it is
 * @param configuration its own
 * @param before what stands before the keys of its parameters
 * @param after what stands after them
 */
public record Cell(ExaminedLayer layer, BaseRecurrentLayer configuration, String before, String after) {

    /** Returns the cells in a layer. */
    static List<Cell> of(ExaminedLayer layer) {
        List<Cell> cells = new ArrayList<>();
        add(layer, layer.configuration(), "", cells);
        return cells;
    }

    @SuppressWarnings("deprecation") // saved models may still have GravesBidirectionalLSTM
    private static void add(ExaminedLayer layer, Layer configuration, String before, List<Cell> cells) {
        if (configuration instanceof Bidirectional both) {
            add(layer, both.getFwd(), before + "f", cells);
            add(layer, both.getBwd(), before + "b", cells);
        } else if (configuration instanceof BaseWrapperLayer wrapper) {
            add(layer, wrapper.getUnderlying(), before, cells);
        } else if (configuration instanceof GravesBidirectionalLSTM both) {
            cells.add(new Cell(layer, both, before, "F"));
            cells.add(new Cell(layer, both, before, "B"));
        } else if (configuration instanceof BaseRecurrentLayer recurrent) {
            cells.add(new Cell(layer, recurrent, before, ""));
        }
    }

    /** Returns the layer's name. */
    public String name() {
        return layer.name();
    }

    /** Returns how many units it has. */
    public int units() {
        return (int) configuration.getNOut();
    }

    /** Returns whether it is an LSTM of any kind. */
    @SuppressWarnings("deprecation")
    public boolean isLstm() {
        return configuration instanceof AbstractLSTM || configuration instanceof GravesBidirectionalLSTM;
    }

    /** Returns a parameter by its key in a cell that stands alone, in double. */
    public Optional<double[][]> parameter(String key) {
        return layer.matrix(before + key + after);
    }
}
