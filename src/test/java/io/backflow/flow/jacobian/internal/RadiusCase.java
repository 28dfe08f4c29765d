// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import io.backflow.linalg.internal.DenseMap;
import io.backflow.linalg.internal.LinearMap;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A cell of a size, as drawn or trained: the Jacobians of two of its steps and one gate's recurrent matrix.
 *
 * @param name of the cell
 * @param units 33 and more: the states are too large for all singular values by default
 */
record RadiusCase(String name, int units, boolean trained) {

    static final int STEPS = 8;
    private static final int UPDATES = 20;

    static List<RadiusCase> all() {
        List<RadiusCase> all = new ArrayList<>();
        for (String name : List.of("simple-rnn", "lstm", "gru")) {
            for (int units : new int[] {33, 64, 128, 256}) {
                all.add(new RadiusCase(name, units, false));
                all.add(new RadiusCase(name, units, true));
            }
        }
        return all;
    }

    EnginePass pass() {
        // Uniform, of variance 1 / units: eigenvalues all over the unit disc.
        EnginePass pass = new EnginePass(cell(), units, STEPS, Math.sqrt(3.0 / units), units);
        if (trained) {
            pass.train(UPDATES, 2.0 / units);
        }
        return pass;
    }

    private Cell cell() {
        return switch (name) {
            case "simple-rnn" -> new SimpleRnnCell(Activation.TANH);
            case "lstm" -> new LstmCell(Activation.TANH, Activation.SIGMOID);
            default -> new GruCell(Activation.TANH, Activation.SIGMOID);
        };
    }

    /** Returns the two steps that the default options take the radius of, and the last gate's recurrent matrix. */
    static List<LinearMap> matrices(EnginePass pass) {
        RecurrentWeights weights = pass.weights();
        List<LinearMap> matrices = new ArrayList<>();
        matrices.add(StepJacobians.of(weights, pass.example(pass.trace(), 0), STEPS - 1));
        matrices.add(StepJacobians.of(weights, pass.example(pass.trace(), 1), STEPS - 1 - (STEPS - 1) / 2));
        matrices.add(new DenseMap(weights.ofGate(pass.cell.gates().size() - 1)));
        return matrices;
    }

    /**
     * Writes the elements of the matrices, column by column in doubles of little-endian order, for another program to
     * look at.
     */
    public static void main(String... folder) throws IOException {
        for (RadiusCase one : all()) {
            List<LinearMap> matrices = matrices(one.pass());
            for (int i = 0; i < matrices.size(); i++) {
                String file = "%s %d %s %d.f64".formatted(one.name, one.units, one.trained ? "trained" : "drawn", i);
                Files.write(Path.of(folder[0]).resolve(file), columns(matrices.get(i)));
            }
        }
    }

    private static byte[] columns(LinearMap a) {
        int size = a.size();
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * size * size).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(0, size).forEach(j -> {
            double[] unit = new double[size];
            double[] image = new double[size];
            unit[j] = 1;
            a.apply(unit, image);
            for (double x : image) {
                bytes.putDouble(x);
            }
        });
        return bytes.array();
    }
}
