package io.backflow.config;

import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;

/**
 * Uniform in [-bound, bound], whatever the size of the matrix.
 *
 * @param bound finite and greater than 0
 */
@TypeName("uniform")
public record UniformWeights(double bound) implements WeightsConfig {

    /** Checks the rules. */
    public UniformWeights {
        new Rules().positive("bound", bound).enforce();
    }

    @Override
    public Distribution distribution(int fanIn, int fanOut) {
        return new UniformDistribution(-bound, bound);
    }
}
