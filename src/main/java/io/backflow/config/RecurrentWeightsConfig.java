// SPDX-License-Identifier: Apache-2.0
package io.backflow.config;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.jspecify.annotations.Nullable;

/**
 * How a cell's recurrent matrices may be drawn, that of each gate by itself: a distribution of independent weights, or
 * a matrix that is made as a whole.
 */
public sealed interface RecurrentWeightsConfig
        permits WeightsConfig,
                RecurrentWeightsConfig.Orthogonal,
                RecurrentWeightsConfig.Identity,
                RecurrentWeightsConfig.SpectralRadius,
                RecurrentWeightsConfig.Sparse {

    /**
     * A random orthogonal matrix times the gain: every singular value is the gain, so that a linear network's gradient
     * changes by exactly that factor at each step back.
     *
     * @param gain finite and greater than 0
     * @see <a href="https://arxiv.org/abs/1312.6120">Saxe, McClelland and Ganguli (2014)</a>
     */
    @TypeName("orthogonal")
    record Orthogonal(@Default("1.0") double gain) implements RecurrentWeightsConfig {

        /** Checks the rules. */
        public Orthogonal {
            new Rules().positive("gain", gain).enforce();
        }
    }

    /**
     * The identity matrix times the scale. With a scale of 1, rectified linear units and input weights of a small
     * deviation it is the IRNN; with a smaller scale it forgets.
     *
     * @param scale finite and greater than 0
     * @see <a href="https://arxiv.org/abs/1504.00941">Le, Jaitly and Hinton (2015)</a>
     */
    @TypeName("identity")
    record Identity(@Default("1.0") double scale) implements RecurrentWeightsConfig {

        /** Checks the rules. */
        public Identity {
            new Rules().positive("scale", scale).enforce();
        }
    }

    /**
     * A matrix of independent normal weights, rescaled until its largest eigenvalue has this modulus.
     *
     * @param radius finite and greater than 0
     * @see <a href="https://doi.org/10.1126/science.1091277">Jaeger and Haas (2004)</a>
     */
    @TypeName("spectral-radius")
    record SpectralRadius(double radius) implements RecurrentWeightsConfig {

        /** Checks the rules. */
        public SpectralRadius {
            new Rules().positive("radius", radius).enforce();
        }
    }

    /**
     * A matrix with the same number of normal weights in each row and zeros elsewhere.
     *
     * <p>A row holds what one unit sends to the others at the next step. 15 weights of deviation 0.01 a row and a
     * spectral radius of 0.95 are the {@code smart_tanh} of Pascanu et al.
     *
     * @param nonZeros weights in each row that are not 0, at least 1 and at most the units of the cell
     * @param deviation standard deviation of these, finite and greater than 0; idle where a spectral radius is given
     * @param spectralRadius modulus of the largest eigenvalue to which the matrix is rescaled, finite and greater than
     *     0; null leaves it as drawn
     * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov and Bengio (2013), supplement; the code
     *     pascanur/trainingRNNs, tempOrder.py</a>
     */
    @TypeName("sparse")
    record Sparse(
            @Default("15") int nonZeros,
            @Default("0.01") double deviation,
            @Nullable Double spectralRadius) implements RecurrentWeightsConfig {

        /** Checks the rules. */
        public Sparse {
            Rules rules = new Rules().atLeast("nonZeros", nonZeros, 1).positive("deviation", deviation);
            if (spectralRadius != null) {
                rules.positive("spectralRadius", spectralRadius);
            }
            rules.enforce();
        }
    }
}
