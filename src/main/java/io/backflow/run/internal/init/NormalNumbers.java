// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.init;

import io.backflow.data.SplitMix;

/**
 * Independent normal numbers of mean 0 and variance 1, the same on every machine.
 *
 * @see <a href="https://doi.org/10.1214/aoms/1177706645">Box and Muller (1958)</a>
 */
final class NormalNumbers {

    private final SplitMix random;

    NormalNumbers(SplitMix random) {
        this.random = random;
    }

    /** Fills a matrix, row by row. */
    double[][] matrix(int rows, int columns) {
        double[][] matrix = new double[rows][columns];
        for (double[] row : matrix) {
            for (int column = 0; column < columns; column++) {
                row[column] = next();
            }
        }
        return matrix;
    }

    /** StrictMath, as the last bit of Math's logarithm and cosine is the platform's to choose. */
    double next() {
        double radius = StrictMath.sqrt(-2.0 * StrictMath.log(1.0 - uniform()));
        return radius * StrictMath.cos(2.0 * StrictMath.PI * uniform());
    }

    /** In [0, 1), a multiple of 2^-53. */
    private double uniform() {
        return (random.nextLong() >>> 11) * 0x1p-53;
    }
}
