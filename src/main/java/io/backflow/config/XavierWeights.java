package io.backflow.config;

import io.backflow.setting.TypeName;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;

/**
 * Normal with mean 0 and variance {@code 2 / (fanIn + fanOut)}, as DL4J's XAVIER.
 *
 * @see <a href="https://proceedings.mlr.press/v9/glorot10a.html">Glorot and Bengio (2010), equation 12, whose uniform
 *     distribution equation 16 gives the same variance</a>
 */
@TypeName("xavier")
public record XavierWeights() implements WeightsConfig {

    @Override
    public Distribution distribution(int fanIn, int fanOut) {
        return new NormalDistribution(0.0, Math.sqrt(2.0 / (fanIn + fanOut)));
    }
}
