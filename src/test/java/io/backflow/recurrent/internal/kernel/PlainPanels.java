// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.DoubleArithmetic;
import io.backflow.recurrent.internal.arithmetic.OneHotRows;
import io.backflow.recurrent.internal.arithmetic.OuterSums;
import io.backflow.recurrent.internal.arithmetic.Panels;
import io.backflow.recurrent.internal.arithmetic.Reductions;
import io.backflow.recurrent.internal.arithmetic.RowSoftmax;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.CellLoops;
import io.backflow.recurrent.internal.cell.PackedKernels;
import io.backflow.recurrent.internal.vector.VectorModule;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Products of packed weights as plain loops in double, so that finite differences can be held against the engine's. */
final class PlainPanels implements PackedKernels<double[]> {

    /** Returns what the engine's tests run on: packed products where those of floats are, else native ones. */
    static @Nullable PlainPanels ofThisRun() {
        return VectorModule.products().isPresent() ? new PlainPanels() : null;
    }

    @Override
    public Optional<CellLoops<double[]>> loops(Cell cell) {
        return Optional.empty();
    }

    @Override
    public Reductions<double[]> reductions() {
        return new DoubleArithmetic().reductions();
    }

    @Override
    public RowSoftmax<double[]> softmax() {
        return new DoubleArithmetic()::softmaxRows;
    }

    @Override
    public OneHotRows<double[]> oneHotRows() {
        return new PlainOneHotRows();
    }

    @Override
    public Panels<double[]> panels(int inner, int blocks, int columns) {
        double[][][] packed = new double[blocks][inner][columns];
        return new Panels<>() {
            @Override
            public void pack(int firstRow, int rows, double[] source, Layout from) {
                for (int b = 0; b < blocks; b++) {
                    for (int k = 0; k < rows; k++) {
                        for (int j = 0; j < columns; j++) {
                            packed[b][firstRow + k][j] = source[from.at(k, j) + b * from.block()];
                        }
                    }
                }
            }

            @Override
            public void multiply(int rows, int depth, double[] left, int offset, int stride, double[][] out) {
                for (int b = 0; b < blocks; b++) {
                    for (int i = 0; i < rows * columns; i++) {
                        double sum = 0;
                        for (int k = 0; k < depth; k++) {
                            sum += left[offset + i / columns * stride + k] * packed[b][k][i % columns];
                        }
                        out[b][i] = sum;
                    }
                }
            }
        };
    }

    @Override
    public OuterSums<double[]> outerSums(int left, int right) {
        return new OuterSums<>() {
            @Override
            public int shares() {
                return left;
            }

            @Override
            public int lefts() {
                return 1;
            }

            @Override
            public void sum(
                    List<Rows<double[]>> all, Columns columns, int first, int end, double[] products, double[] sums) {
                for (int i = first; i < end; i++) {
                    sums[i] = 0;
                    for (int j = 0; j < right; j++) {
                        products[i * right + j] = 0;
                    }
                    for (Rows<double[]> rows : all) {
                        for (int r = 0; r < rows.rows(); r++) {
                            double number = rows.left()[r * left + i];
                            sums[i] += number;
                            for (int j = 0; j < right; j++) {
                                products[i * right + j] +=
                                        number * rows.right()[r * columns.stride() + columns.first() + j];
                            }
                        }
                    }
                }
            }
        };
    }
}
