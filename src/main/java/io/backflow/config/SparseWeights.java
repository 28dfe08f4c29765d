package io.backflow.config;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.jspecify.annotations.Nullable;

/**
 * A matrix with the same number of normal weights in each row and zeros elsewhere.
 *
 * <p>A row holds what one unit sends to the others at the next step. 15 weights of deviation 0.01 a row and a spectral
 * radius of 0.95 are the {@code smart_tanh} of Pascanu et al.
 *
 * @param nonZeros weights in each row that are not 0, at least 1 and at most the units of the cell
 * @param deviation standard deviation of these, finite and greater than 0; idle where a spectral radius is given
 * @param spectralRadius modulus of the largest eigenvalue to which the matrix is rescaled, finite and greater than 0; null
 *     leaves it as drawn
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov and Bengio (2013), supplement; the code
 *     pascanur/trainingRNNs, tempOrder.py</a>
 */
@TypeName("sparse")
public record SparseWeights(
        @Default("15") int nonZeros,
        @Default("0.01") double deviation,
        @Nullable Double spectralRadius) implements RecurrentWeightsConfig {

    /** Checks the rules. */
    public SparseWeights {
        Rules rules = new Rules().atLeast("nonZeros", nonZeros, 1).positive("deviation", deviation);
        if (spectralRadius != null) {
            rules.positive("spectralRadius", spectralRadius);
        }
        rules.enforce();
    }
}
