package io.backflow.config;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.RmsProp;

/**
 * RMSProp: each gradient divided by the root of its own moving mean square.
 *
 * @param learningRate step size, finite and greater than 0
 * @param decay share of the mean square that is kept at each step, at least 0 and less than 1
 * @param epsilon added to the divisor, finite and greater than 0
 */
@TypeName("rmsprop")
public record RmsPropUpdater(
        @Default("0.1") double learningRate,
        @Default("0.95") double decay,
        @Default("1.0e-8") double epsilon) implements UpdaterConfig {

    /** Checks the rules. */
    public RmsPropUpdater {
        Rules rules = new Rules().positive("learningRate", learningRate);
        Decay.check(rules, "decay", decay).positive("epsilon", epsilon).enforce();
    }

    @Override
    public IUpdater newUpdater() {
        return new RmsProp(learningRate, decay, epsilon);
    }
}
