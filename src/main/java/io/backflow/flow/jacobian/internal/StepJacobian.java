// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import io.backflow.linalg.internal.LinearMap;
import io.backflow.linalg.internal.Vectors;
import io.backflow.recurrent.internal.cell.Cell;
import java.util.Arrays;

/**
 * The Jacobian of one step of a cell for one example, as a few diagonals around the recurrent matrices R_g of its
 * gates.
 *
 * <pre>{@code
 * dh_t = sum over g of diag(hiddenGain_g) R_g' dh_{t-1} + diag(hiddenToHidden) dh_{t-1} + diag(cellToHidden) dc_{t-1}
 * dc_t = sum over g of diag(cellGain_g)   R_g' dh_{t-1}                                 + diag(cellToCell)   dc_{t-1}
 * }</pre>
 *
 * <p>The state is h, or (h, c) in that order for a cell with a cell state; the second line and the last diagonal are
 * then all there is to it.
 */
final class StepJacobian implements LinearMap {

    /** By gate. */
    final double[][] hiddenGain;

    final double[][] cellGain;
    final double[] hiddenToHidden;
    final double[] cellToHidden;
    final double[] cellToCell;

    private final RecurrentWeights weights;
    private final boolean hasCell;
    private final boolean masked;
    private final int units;
    /** Pre-activations of all gates. */
    private final double[] z;

    private final double[] hidden;

    private StepJacobian(RecurrentWeights weights, boolean masked) {
        this.weights = weights;
        this.masked = masked;
        Cell cell = weights.cell();
        units = weights.units();
        int gates = cell.gates().size();
        hasCell = cell.cellStateBlock() >= 0;
        int cellUnits = hasCell ? units : 0;
        hiddenGain = new double[gates][units];
        cellGain = new double[gates][cellUnits];
        hiddenToHidden = new double[units];
        cellToHidden = new double[cellUnits];
        cellToCell = new double[cellUnits];
        z = new double[gates * units];
        hidden = new double[units];
    }

    /** Returns the Jacobian of a step, all diagonals 0 until they are set. */
    static StepJacobian zero(RecurrentWeights weights) {
        return new StepJacobian(weights, false);
    }

    /** Returns the Jacobian of a masked step: the identity. */
    static StepJacobian identity(RecurrentWeights weights) {
        StepJacobian identity = new StepJacobian(weights, true);
        Arrays.fill(identity.hiddenToHidden, 1);
        Arrays.fill(identity.cellToCell, 1);
        return identity;
    }

    /** Returns the diagonal along which the state passes without any weight: of c, or else of h. */
    double[] directPath() {
        return hasCell ? cellToCell : hiddenToHidden;
    }

    @Override
    public int size() {
        return hasCell ? 2 * units : units;
    }

    @Override
    public long work() {
        return masked ? 0 : (long) units * z.length;
    }

    @Override
    public double apply(double[] in, double[] out) {
        if (masked) {
            System.arraycopy(in, 0, out, 0, in.length);
            return 0;
        }
        System.arraycopy(in, 0, hidden, 0, units);
        Vectors.sumOfRows(weights.rows(), hidden, z);
        for (int j = 0; j < units; j++) {
            double h = hiddenToHidden[j] * in[j];
            for (int g = 0; g < hiddenGain.length; g++) {
                h += hiddenGain[g][j] * z[g * units + j];
            }
            out[j] = h;
        }
        if (hasCell) {
            for (int j = 0; j < units; j++) {
                double c = cellToCell[j] * in[units + j];
                for (int g = 0; g < cellGain.length; g++) {
                    c += cellGain[g][j] * z[g * units + j];
                }
                out[j] += cellToHidden[j] * in[units + j];
                out[units + j] = c;
            }
        }
        return 0;
    }

    @Override
    public double applyTransposed(double[] in, double[] out) {
        if (masked) {
            System.arraycopy(in, 0, out, 0, in.length);
            return 0;
        }
        for (int g = 0; g < hiddenGain.length; g++) {
            for (int j = 0; j < units; j++) {
                z[g * units + j] = hiddenGain[g][j] * in[j];
            }
            if (hasCell) {
                for (int j = 0; j < units; j++) {
                    z[g * units + j] += cellGain[g][j] * in[units + j];
                }
            }
        }
        Vectors.sumOfRows(weights.columns(), z, hidden);
        for (int j = 0; j < units; j++) {
            out[j] = hidden[j] + hiddenToHidden[j] * in[j];
        }
        if (hasCell) {
            for (int j = 0; j < units; j++) {
                out[units + j] = cellToHidden[j] * in[j] + cellToCell[j] * in[units + j];
            }
        }
        return 0;
    }

    /**
     * Returns an upper bound of the largest singular value, from the largest elements of the diagonals.
     *
     * @param sigma the largest singular value of each gate's recurrent matrix
     */
    double bound(double[] sigma) {
        double hh = largest(hiddenToHidden);
        double ch = 0;
        for (int g = 0; g < sigma.length; g++) {
            // A gain of 0 cuts the gate off, whatever its weights.
            hh += largest(hiddenGain[g]) * sigma[g];
            ch += largest(cellGain[g]) * sigma[g];
        }
        double hc = largest(cellToHidden);
        double cc = largest(cellToCell);
        // The norm of a 2 x 2 block matrix is at most that of the matrix of its blocks' norms.
        double most = Math.max(Math.max(hh, hc), Math.max(ch, cc));
        if (!(most > 0 && most < Double.POSITIVE_INFINITY)) {
            return most;
        }
        // By a power of 2, which is exact, so that no fourth power leaves the range of double.
        int exponent = Math.getExponent(most);
        return Math.scalb(
                norm(
                        Math.scalb(hh, -exponent),
                        Math.scalb(hc, -exponent),
                        Math.scalb(ch, -exponent),
                        Math.scalb(cc, -exponent)),
                exponent);
    }

    /** Returns the largest singular value of a matrix of two rows. */
    private static double norm(double a, double b, double c, double d) {
        double squares = a * a + b * b + c * c + d * d;
        double determinant = a * d - b * c;
        double root = Math.sqrt(Math.max(0, squares * squares - 4 * determinant * determinant));
        return Math.sqrt((squares + root) / 2);
    }

    private static double largest(double[] diagonal) {
        double largest = 0;
        for (double d : diagonal) {
            largest = Math.max(largest, Math.abs(d));
        }
        return largest;
    }
}
