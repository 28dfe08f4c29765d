// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.init;

import io.backflow.config.RecurrentWeightsConfig;
import io.backflow.data.SplitMix;
import io.backflow.linalg.internal.L2Norm;
import io.backflow.linalg.internal.SpectralRadius;
import java.util.stream.IntStream;

/** Draws square matrices, row by row, [from unit][to unit]: the same bits on every machine and with every BLAS. */
final class RecurrentMatrices {

    private RecurrentMatrices() {}

    /**
     * Draws the matrix of one gate.
     *
     * @throws IllegalArgumentException if these weights are a distribution, which is DL4J's to draw from
     */
    static double[][] draw(RecurrentWeightsConfig weights, int units, SplitMix random) {
        if (weights instanceof RecurrentWeightsConfig.Orthogonal orthogonal) {
            return scaled(orthogonal(units, random), orthogonal.gain());
        } else if (weights instanceof RecurrentWeightsConfig.Identity identity) {
            return scaled(identity(units), identity.scale());
        } else if (weights instanceof RecurrentWeightsConfig.SpectralRadius spectral) {
            return withRadius(new NormalNumbers(random).matrix(units, units), spectral.radius());
        } else if (weights instanceof RecurrentWeightsConfig.Sparse sparse) {
            Double radius = sparse.spectralRadius();
            double[][] drawn = scaled(sparse(units, sparse.nonZeros(), random), sparse.deviation());
            return radius == null ? drawn : withRadius(drawn, radius);
        }
        throw new IllegalArgumentException(weights + " is no matrix that is made as a whole");
    }

    /**
     * Uniform over the orthogonal group: normal rows, each freed of the ones before it and cut to length 1.
     *
     * <p>Freed twice, since once leaves rounding errors as many times larger as the rows are near to dependent.
     *
     * @see <a href="https://doi.org/10.1007/s00211-005-0615-4">Giraud, Langou, Rozloznik and van den Eshof (2005)</a>
     */
    private static double[][] orthogonal(int units, SplitMix random) {
        double[][] rows = new NormalNumbers(random).matrix(units, units);
        for (int i = 0; i < units; i++) {
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    add(rows[i], -dot(rows[i], rows[j]), rows[j]);
                }
            }
            scale(rows[i], 1.0 / L2Norm.of(rows[i]));
        }
        return rows;
    }

    private static double[][] identity(int units) {
        double[][] matrix = new double[units][units];
        IntStream.range(0, units).forEach(i -> matrix[i][i] = 1.0);
        return matrix;
    }

    private static double[][] sparse(int units, int nonZeros, SplitMix random) {
        NormalNumbers normal = new NormalNumbers(random);
        double[][] matrix = new double[units][units];
        for (double[] row : matrix) {
            int[] places = IntStream.range(0, units).toArray();
            random.shuffle(places);
            for (int i = 0; i < nonZeros; i++) {
                row[places[i]] = normal.next();
            }
        }
        return matrix;
    }

    /** Every row has a weight, so that units lead in a circle somewhere and the radius is not 0. */
    private static double[][] withRadius(double[][] matrix, double radius) {
        return scaled(matrix, radius / SpectralRadius.reproducible(matrix));
    }

    private static double[][] scaled(double[][] matrix, double factor) {
        for (double[] row : matrix) {
            scale(row, factor);
        }
        return matrix;
    }

    private static void scale(double[] row, double factor) {
        for (int i = 0; i < row.length; i++) {
            row[i] *= factor;
        }
    }

    private static void add(double[] row, double factor, double[] other) {
        for (int i = 0; i < row.length; i++) {
            row[i] += factor * other[i];
        }
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0.0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
