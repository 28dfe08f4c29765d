package io.backflow.config;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Adam.
 *
 * @param learningRate the paper's alpha, finite and greater than 0
 * @param beta1 share of the moving mean that is kept at each step, at least 0 and less than 1
 * @param beta2 share of the moving mean square that is kept at each step, at least 0 and less than 1
 * @param epsilon added to the divisor, finite and greater than 0
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba (2015), Algorithm 1</a>
 */
@TypeName("adam")
public record AdamUpdater(
        @Default("0.001") double learningRate,
        @Default("0.9") double beta1,
        @Default("0.999") double beta2,
        @Default("1.0e-8") double epsilon)
        implements UpdaterConfig {

    /** Checks the rules. */
    public AdamUpdater {
        Rules rules = new Rules().positive("learningRate", learningRate);
        Decay.check(rules, "beta1", beta1);
        Decay.check(rules, "beta2", beta2);
        rules.positive("epsilon", epsilon).enforce();
    }

    @Override
    public IUpdater newUpdater() {
        return new Adam(learningRate, beta1, beta2, epsilon);
    }
}
