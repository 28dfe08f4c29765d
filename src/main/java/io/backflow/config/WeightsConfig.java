package io.backflow.config;

import org.deeplearning4j.nn.conf.distribution.Distribution;

/** The distributions from which a configuration may have any weights drawn, each independently of the others. */
public sealed interface WeightsConfig extends RecurrentWeightsConfig
        permits UniformWeights, NormalWeights, XavierWeights {

    /**
     * Returns the distribution of one matrix, that of one gate where there are several.
     *
     * @param fanIn rows: what goes into each unit
     * @param fanOut columns: the units
     */
    Distribution distribution(int fanIn, int fanOut);
}
