// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.config.CellConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.model.internal.Gates;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;

/**
 * The names in the network of a cell, known before it is built: layers {@code rnn0, rnn1, ...} and {@code output},
 * their parameters, and the gates of those.
 */
final class NetworkPaths {

    /** The names of gates depend on their number alone; this many columns any number up to 12 divides. */
    private static final long COLUMNS = 27_720;

    private NetworkPaths() {}

    /** Returns the paths of all blocks that have no parts, in the order of the parameters. */
    static List<String> leaves(CellConfig cell) {
        BaseRecurrentLayer layer = cell.layer(1, new WeightsConfig.Xavier());
        List<String> leaves = new ArrayList<>();
        for (int i = 0; i < cell.layers(); i++) {
            for (String parameter : layer.initializer().paramKeys(layer)) {
                String path = "rnn" + i + "/" + parameter;
                List<Gates.Columns> gates = Gates.of(layer, parameter, COLUMNS);
                if (gates.isEmpty()) {
                    leaves.add(path);
                }
                gates.forEach(gate -> leaves.add(path + "/" + gate.name()));
            }
        }
        leaves.addAll(List.of("output/W", "output/b"));
        return leaves;
    }
}
