package io.backflow.config;

import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;

/**
 * Normal with mean 0, whatever the size of the matrix.
 *
 * @param deviation standard deviation, finite and greater than 0
 */
@TypeName("normal")
public record NormalWeights(double deviation) implements WeightsConfig {

    /** Checks the rules. */
    public NormalWeights {
        new Rules().positive("deviation", deviation).enforce();
    }

    @Override
    public Distribution distribution(int fanIn, int fanOut) {
        return new NormalDistribution(0.0, deviation);
    }
}
