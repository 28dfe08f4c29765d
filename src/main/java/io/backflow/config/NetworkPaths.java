package io.backflow.config;

import io.backflow.model.internal.GruGates;
import io.backflow.model.internal.LstmGates;
import java.util.ArrayList;
import java.util.List;

/**
 * The names in the network of a cell, known before it is built: layers {@code rnn0, rnn1, ...} and {@code output}, their
 * parameters, and the gates of those.
 */
final class NetworkPaths {

    private NetworkPaths() {}

    /** Returns the paths of all blocks that have no parts, in the order of the parameters. */
    static List<String> leaves(CellConfig cell) {
        List<String> leaves = new ArrayList<>();
        for (int i = 0; i < cell.layers(); i++) {
            for (String parameter : List.of("W", "RW", "b")) {
                String path = "rnn" + i + "/" + parameter;
                List<String> gates = gates(cell, parameter);
                if (gates.isEmpty()) {
                    leaves.add(path);
                }
                gates.forEach(gate -> leaves.add(path + "/" + gate));
            }
        }
        leaves.addAll(List.of("output/W", "output/b"));
        return leaves;
    }

    private static List<String> gates(CellConfig cell, String parameter) {
        if (cell instanceof LstmCell) {
            return LstmGates.NAMES;
        }
        if (cell instanceof GruCell) {
            return parameter.equals("b") ? GruGates.BIAS_NAMES : GruGates.NAMES;
        }
        return List.of();
    }
}
