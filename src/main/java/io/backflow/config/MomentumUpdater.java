package io.backflow.config;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Gradient descent with Nesterov's momentum, the only momentum that DL4J has.
 *
 * @param learningRate step size, finite and greater than 0
 * @param momentum share of the last step that is kept, at least 0 and less than 1
 */
@TypeName("momentum")
public record MomentumUpdater(
        @Default("0.1") double learningRate, @Default("0.9") double momentum) implements UpdaterConfig {

    /** Checks the rules. */
    public MomentumUpdater {
        Rules rules = new Rules().positive("learningRate", learningRate);
        Decay.check(rules, "momentum", momentum).enforce();
    }

    @Override
    public IUpdater newUpdater() {
        return new Nesterovs(learningRate, momentum);
    }
}
