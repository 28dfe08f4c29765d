// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.internal.cell.Cell;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A recurrent layer on the engine, or one direction of a bidirectional one, with its parameters.
 *
 * @param layer the layer, as the installation report names it
 * @param reversed whether it reads backwards in time
 * @param cell what it computes
 * @param recurrent RW, [units, gates x units], in the order of the cell's gates, and a column for each gate with
 *     peepholes: the network's own, not a copy
 * @param bias b, likewise: a value for each gate of each unit, or two of which the second half are recurrent biases
 * @param clipsThroughTime whether the errors of its backward passes are clipped at every step
 */
public record InstalledLayer(
        String layer, boolean reversed, Cell cell, INDArray recurrent, INDArray bias, boolean clipsThroughTime) {

    private static final String RECURRENT = "RW";
    private static final String BIAS = "b";

    /** Hands on a layer, or those that it wraps, if they are the engine's; returns how many there were. */
    public static int visit(Layer layer, String name, Consumer<InstalledLayer> found) {
        return EngineLayers.visit(
                layer,
                name,
                (ours, path, reversed) -> found.accept(new InstalledLayer(
                        path,
                        reversed,
                        ours.cell(),
                        ours.getParam(RECURRENT),
                        ours.getParam(BIAS),
                        ours.hooks().clips())));
    }
}
