package io.backflow.config;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Plain gradient descent: {@code p <- p - learningRate * g}.
 *
 * @param learningRate step size, finite and greater than 0
 */
@TypeName("sgd")
public record SgdUpdater(@Default("0.001") double learningRate) implements UpdaterConfig {

    /** Checks the rules. */
    public SgdUpdater {
        new Rules().positive("learningRate", learningRate).enforce();
    }

    @Override
    public IUpdater newUpdater() {
        return new Sgd(learningRate);
    }
}
