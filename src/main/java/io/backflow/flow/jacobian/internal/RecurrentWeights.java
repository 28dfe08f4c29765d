// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import io.backflow.linalg.internal.Vectors;
import io.backflow.recurrent.internal.cell.Cell;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the Jacobians through time need of a layer's parameters, as a copy: the recurrent weights, peephole weights if
 * there are any, and for GRU the recurrent bias of the candidate; immutable.
 */
public final class RecurrentWeights {

    private final Cell cell;
    private final int units;
    /** R by its rows, [units][gates x units]. */
    private final double[][] rows;
    /** R by its columns. */
    private final double[][] columns;

    private final double[][] candidate;
    private final double[] candidateBias;
    private final double[][] peepholes;

    private RecurrentWeights(
            Cell cell, int units, double[] recurrent, double[] candidateBias, double[][] peepholes) {
        this.cell = cell;
        this.units = units;
        rows = Vectors.rows(recurrent, units);
        columns = Vectors.transpose(rows);
        this.candidateBias = candidateBias;
        this.peepholes = peepholes;
        candidate = cell.recurrentApart() ? ofGate(cell.gates().size() - 1) : new double[0][];
    }

    /**
     * Copies parameters of a cell without peepholes from arrays.
     *
     * @param recurrent R, row-major [units, gates x units], so that {@code z = x W + h R + b}
     * @param candidateBias for a cell with {@link Cell#recurrentApart()} the recurrent bias of the last gate, [units];
     *     else empty
     * @throws IllegalArgumentException if a length does not fit the cell
     */
    public static RecurrentWeights of(Cell cell, int units, double[] recurrent, double[] candidateBias) {
        require("recurrent", recurrent.length, units * cell.gates().size() * units);
        require("candidateBias", candidateBias.length, cell.recurrentApart() ? units : 0);
        return new RecurrentWeights(cell, units, recurrent, candidateBias.clone(), new double[0][]);
    }

    /**
     * Copies a layer's parameters.
     *
     * @param recurrent the layer's RW, [units, gates x units], and a column for each gate with peepholes
     * @param bias the layer's b: a value for each gate of each unit, or two of which the second half are recurrent
     *     biases
     * @throws IllegalArgumentException if a shape does not fit the cell
     */
    public static RecurrentWeights of(Cell cell, INDArray recurrent, INDArray bias) {
        int units = Math.toIntExact(recurrent.size(0));
        double[] biases = bias.reshape(bias.length()).toDoubleVector();
        double[] candidate = cell.recurrentApart()
                ? Arrays.copyOfRange(biases, Math.max(0, biases.length - units), biases.length)
                : new double[0];
        int columns = cell.gates().size() * units;
        require("columns of RW", Math.toIntExact(recurrent.size(1)), columns + cell.peepholes());
        double[][] rows = recurrent.toDoubleMatrix();
        double[] values = new double[units * columns];
        double[][] peepholes = new double[cell.peepholes()][units];
        for (int i = 0; i < units; i++) {
            System.arraycopy(rows[i], 0, values, i * columns, columns);
            for (int k = 0; k < peepholes.length; k++) {
                peepholes[k][i] = rows[i][columns + k];
            }
        }
        return new RecurrentWeights(cell, units, values, candidate, peepholes);
    }

    private static void require(String name, int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException(name + " must have length " + expected + ", got " + length);
        }
    }

    /** Returns the cell. */
    public Cell cell() {
        return cell;
    }

    /** Returns the peephole weights of forget, output and input gate, not to be written to; none if there are none. */
    double[][] peepholes() {
        return peepholes;
    }

    /** Returns how many units the layer has. */
    public int units() {
        return units;
    }

    /** Returns R by its rows, [units][gates x units]: not to be written to. */
    public double[][] rows() {
        return rows;
    }

    /** Returns R by its columns, [gates x units][units]: not to be written to. */
    public double[][] columns() {
        return columns;
    }

    /** {@code R_a h + d_a} of a cell that gates it: the recurrent side of its candidate. */
    public double[] recurrentCandidate(double[] h) {
        double[] product = new double[units];
        Vectors.sumOfRows(candidate, h, product);
        Vectors.add(product, 1, candidateBias);
        return product;
    }

    /** Returns the recurrent matrix of one gate by its rows, [units][units]. */
    public double[][] ofGate(int gate) {
        double[][] matrix = new double[units][];
        for (int i = 0; i < units; i++) {
            matrix[i] = Arrays.copyOfRange(rows[i], gate * units, (gate + 1) * units);
        }
        return matrix;
    }
}
