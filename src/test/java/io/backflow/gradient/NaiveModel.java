// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A second, dumb reading of a model: copies of its named arrays, read element by element as [row, column], without any
 * flat view or offset.
 */
public final class NaiveModel {

    private static final List<String> GATES = List.of("candidate", "forget", "output", "input");

    private final TestNetwork kind;
    private final Map<String, double[][]> arrays = new LinkedHashMap<>();

    private NaiveModel(TestNetwork kind) {
        this.kind = kind;
    }

    /** Copies the gradients that the model holds now. */
    public static NaiveModel gradients(TestNetwork kind, Model model) {
        return copy(kind, model, model.gradient().gradientForVariable());
    }

    /** Copies the parameters. */
    public static NaiveModel parameters(TestNetwork kind, Model model) {
        return copy(kind, model, model.paramTable());
    }

    private static NaiveModel copy(TestNetwork kind, Model model, Map<String, INDArray> table) {
        NaiveModel copy = new NaiveModel(kind);
        table.forEach((key, array) -> {
            String path = path(model, key);
            if (kind.parameters().contains(path)) {
                copy.arrays.put(path, rows(array));
            }
        });
        return copy;
    }

    private static String path(Model model, String key) {
        int end = key.lastIndexOf('_');
        String layer = key.substring(0, end);
        if (model instanceof MultiLayerNetwork network) {
            layer = network.getLayerNames().get(Integer.parseInt(layer));
        }
        return layer + "/" + key.substring(end + 1);
    }

    private static double[][] rows(INDArray array) {
        INDArray matrix = array.rank() == 2 ? array : array.reshape(1, array.length());
        double[][] rows = new double[matrix.rows()][matrix.columns()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = matrix.getDouble(i, j);
            }
        }
        return rows;
    }

    /** Returns the differences to another copy of the same arrays. */
    public NaiveModel minus(NaiveModel other) {
        NaiveModel difference = new NaiveModel(kind);
        arrays.forEach((path, rows) -> {
            double[][] result = new double[rows.length][rows[0].length];
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < rows[i].length; j++) {
                    result[i][j] = rows[i][j] - other.rowsOf(path)[i][j];
                }
            }
            difference.arrays.put(path, result);
        });
        return difference;
    }

    private double[][] rowsOf(String path) {
        return Objects.requireNonNull(arrays.get(path), path);
    }

    /** Returns the paths of all blocks that the model must have, in the order of a layout. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>();
        paths.add("");
        String layer = "";
        for (String parameter : kind.parameters()) {
            String itsLayer = parameter.substring(0, parameter.lastIndexOf('/'));
            if (!itsLayer.equals(layer)) {
                paths.add(itsLayer);
                layer = itsLayer;
            }
            paths.add(parameter);
            if (kind.isGated(parameter)) {
                GATES.forEach(gate -> paths.add(parameter + "/" + gate));
            }
            if (kind.hasPeepholes(parameter)) {
                paths.add(parameter + "/peephole");
            }
        }
        return paths;
    }

    /** Returns the elements of a block. */
    public double[] elements(String path) {
        if (path.isEmpty()) {
            return join(kind.parameters());
        }
        if (arrays.containsKey(path)) {
            return columns(path, 0, rowsOf(path)[0].length);
        }
        List<String> ofLayer = kind.parameters().stream()
                .filter(parameter -> parameter.startsWith(path + "/"))
                .toList();
        return ofLayer.isEmpty() ? gate(path) : join(ofLayer);
    }

    private double[] gate(String path) {
        int slash = path.lastIndexOf('/');
        int gate = GATES.indexOf(path.substring(slash + 1));
        int units = TestNetworks.UNITS;
        String parameter = path.substring(0, slash);
        return gate < 0
                ? columns(parameter, 4 * units, 4 * units + 3)
                : columns(parameter, gate * units, (gate + 1) * units);
    }

    private double[] join(List<String> parameters) {
        return parameters.stream()
                .flatMapToDouble(parameter -> Arrays.stream(elements(parameter)))
                .toArray();
    }

    private double[] columns(String path, int from, int to) {
        return Arrays.stream(rowsOf(path))
                .flatMapToDouble(row -> Arrays.stream(row, from, to))
                .toArray();
    }
}
