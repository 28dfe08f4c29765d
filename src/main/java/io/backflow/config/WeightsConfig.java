// SPDX-License-Identifier: Apache-2.0
package io.backflow.config;

import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;

/** The distributions from which a configuration may have any weights drawn, each independently of the others. */
public sealed interface WeightsConfig extends RecurrentWeightsConfig {

    /**
     * Returns the distribution of one matrix, that of one gate where there are several.
     *
     * @param fanIn rows: what goes into each unit
     * @param fanOut columns: the units
     */
    Distribution distribution(int fanIn, int fanOut);

    /**
     * Uniform in [-bound, bound], whatever the size of the matrix.
     *
     * @param bound finite and greater than 0
     */
    @TypeName("uniform")
    record Uniform(double bound) implements WeightsConfig {

        /** Checks the rules. */
        public Uniform {
            new Rules().positive("bound", bound).enforce();
        }

        @Override
        public Distribution distribution(int fanIn, int fanOut) {
            return new UniformDistribution(-bound, bound);
        }
    }

    /**
     * Normal with mean 0, whatever the size of the matrix.
     *
     * @param deviation standard deviation, finite and greater than 0
     */
    @TypeName("normal")
    record Normal(double deviation) implements WeightsConfig {

        /** Checks the rules. */
        public Normal {
            new Rules().positive("deviation", deviation).enforce();
        }

        @Override
        public Distribution distribution(int fanIn, int fanOut) {
            return new NormalDistribution(0.0, deviation);
        }
    }

    /**
     * Normal with mean 0 and variance {@code 2 / (fanIn + fanOut)}, as DL4J's XAVIER.
     *
     * @see <a href="https://proceedings.mlr.press/v9/glorot10a.html">Glorot and Bengio (2010), equation 12, whose
     *     uniform distribution equation 16 gives the same variance</a>
     */
    @TypeName("xavier")
    record Xavier() implements WeightsConfig {

        @Override
        public Distribution distribution(int fanIn, int fanOut) {
            return new NormalDistribution(0.0, Math.sqrt(2.0 / (fanIn + fanOut)));
        }
    }
}
