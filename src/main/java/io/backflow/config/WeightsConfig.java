package io.backflow.config;

import org.deeplearning4j.nn.conf.distribution.Distribution;

/** The distributions from which a configuration may have weights drawn, the same for every cell. */
public sealed interface WeightsConfig permits UniformWeights, NormalWeights, XavierWeights {

    /**
     * Returns the distribution of one matrix, that of one gate where there are several.
     *
     * @param fanIn rows: what goes into each unit
     * @param fanOut columns: the units
     */
    Distribution distribution(int fanIn, int fanOut);
}
