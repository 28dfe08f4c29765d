// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/** The updaters that a configuration may name. Their defaults are DL4J's. */
public sealed interface UpdaterConfig {

    /** Returns the step size, finite and greater than 0. */
    double learningRate();

    /** Returns a fresh DL4J updater, so that no state leaks from one run into the next. */
    IUpdater newUpdater();

    /** Requires a share of a moving average that is kept: at 1 an average never moves. */
    private static Rules share(Rules rules, String name, double value) {
        return rules.require(value >= 0.0 && value < 1.0, name, "must be at least 0 and less than 1", value);
    }

    /**
     * Plain gradient descent: {@code p <- p - learningRate * g}.
     *
     * @param learningRate step size, finite and greater than 0
     */
    @TypeName("sgd")
    record Sgd(@Default("0.001") double learningRate) implements UpdaterConfig {

        /** Checks the rules. */
        public Sgd {
            new Rules().positive("learningRate", learningRate).enforce();
        }

        @Override
        public IUpdater newUpdater() {
            return new org.nd4j.linalg.learning.config.Sgd(learningRate);
        }
    }

    /**
     * Gradient descent with Nesterov's momentum, the only momentum that DL4J has.
     *
     * @param learningRate step size, finite and greater than 0
     * @param momentum share of the last step that is kept, at least 0 and less than 1
     */
    @TypeName("momentum")
    record Momentum(
            @Default("0.1") double learningRate,
            @Default("0.9") double momentum) implements UpdaterConfig {

        /** Checks the rules. */
        public Momentum {
            Rules rules = new Rules().positive("learningRate", learningRate);
            share(rules, "momentum", momentum).enforce();
        }

        @Override
        public IUpdater newUpdater() {
            return new Nesterovs(learningRate, momentum);
        }
    }

    /**
     * RMSProp: each gradient divided by the root of its own moving mean square.
     *
     * @param learningRate step size, finite and greater than 0
     * @param decay share of the mean square that is kept at each step, at least 0 and less than 1
     * @param epsilon added to the divisor, finite and greater than 0
     */
    @TypeName("rmsprop")
    record RmsProp(
            @Default("0.1") double learningRate,
            @Default("0.95") double decay,
            @Default("1.0e-8") double epsilon) implements UpdaterConfig {

        /** Checks the rules. */
        public RmsProp {
            Rules rules = new Rules().positive("learningRate", learningRate);
            share(rules, "decay", decay).positive("epsilon", epsilon).enforce();
        }

        @Override
        public IUpdater newUpdater() {
            return new org.nd4j.linalg.learning.config.RmsProp(learningRate, decay, epsilon);
        }
    }

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
    record Adam(
            @Default("0.001") double learningRate,
            @Default("0.9") double beta1,
            @Default("0.999") double beta2,
            @Default("1.0e-8") double epsilon)
            implements UpdaterConfig {

        /** Checks the rules. */
        public Adam {
            Rules rules = new Rules().positive("learningRate", learningRate);
            share(rules, "beta1", beta1);
            share(rules, "beta2", beta2);
            rules.positive("epsilon", epsilon).enforce();
        }

        @Override
        public IUpdater newUpdater() {
            return new org.nd4j.linalg.learning.config.Adam(learningRate, beta1, beta2, epsilon);
        }
    }
}
