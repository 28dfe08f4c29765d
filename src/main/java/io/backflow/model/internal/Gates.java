// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import io.backflow.model.GatedLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/**
 * Finds the gates in the columns of a parameter.
 *
 * <p>The peephole variants of DL4J's LSTM append three columns to the recurrent weights.
 */
public final class Gates {

    private static final Set<String> GRAVES_BIDIRECTIONAL = Set.of("WF", "RWF", "bF", "WB", "RWB", "bB");

    private Gates() {}

    /** A range of columns with a name. */
    public record Columns(String name, long count) {}

    /** Returns the gates of a parameter with so many columns, or an empty list if it has none. */
    public static List<Columns> of(Layer layer, String parameter, long columns) {
        Layer inner = layer;
        String key = parameter;
        while (true) {
            if (inner instanceof Bidirectional both) {
                inner = both.getFwd();
                key = key.substring(1); // fW, bRW: the direction goes before the inner layer's key
            } else if (inner instanceof BaseWrapperLayer wrapper) {
                inner = wrapper.getUnderlying();
            } else {
                return ofUnwrapped(inner, key, columns);
            }
        }
    }

    @SuppressWarnings("deprecation") // saved models may still have GravesBidirectionalLSTM
    private static List<Columns> ofUnwrapped(Layer layer, String key, long columns) {
        if (layer instanceof GatedLayer gated) {
            return equally(gated.gates(key), columns);
        }
        boolean lstm = layer instanceof AbstractLSTM && Set.of("W", "RW", "b").contains(key);
        boolean graves = layer instanceof GravesBidirectionalLSTM && GRAVES_BIDIRECTIONAL.contains(key);
        return lstm || graves ? equally(LstmGates.NAMES, columns) : List.of();
    }

    private static List<Columns> equally(List<String> names, long columns) {
        if (names.isEmpty()) {
            return List.of();
        }
        long each = columns / names.size();
        List<Columns> result = new ArrayList<>();
        names.forEach(name -> result.add(new Columns(name, each)));
        long rest = columns - each * names.size();
        if (rest > 0) {
            result.add(new Columns("peephole", rest));
        }
        return result;
    }
}
