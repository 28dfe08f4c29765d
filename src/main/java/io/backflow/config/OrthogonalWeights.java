package io.backflow.config;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;

/**
 * A random orthogonal matrix times the gain: every singular value is the gain, so that a linear network's gradient
 * changes by exactly that factor at each step back.
 *
 * @param gain finite and greater than 0
 * @see <a href="https://arxiv.org/abs/1312.6120">Saxe, McClelland and Ganguli (2014)</a>
 */
@TypeName("orthogonal")
public record OrthogonalWeights(@Default("1.0") double gain) implements RecurrentWeightsConfig {

    /** Checks the rules. */
    public OrthogonalWeights {
        new Rules().positive("gain", gain).enforce();
    }
}
