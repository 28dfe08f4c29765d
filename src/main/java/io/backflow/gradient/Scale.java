package io.backflow.gradient;

import java.util.Locale;

/**
 * What the raw and the clipped gradient are summed or averaged over. Both are sums over time steps, as in DL4J's loss.
 *
 * <p>A scale never touches {@link Stage#UPDATE}.
 */
public enum Scale {
    /** Summed over the examples of the minibatch: what DL4J hands its listeners. */
    SUM,
    /**
     * Divided by the number of examples, whether or not the network is configured with {@code miniBatch(true)}: what the
     * updater sees in DL4J's default configuration, and the unit of every clipping threshold.
     */
    MEAN;

    /** Returns the factor that brings a summed gradient to this scale. */
    public double factor(int miniBatchSize) {
        return this == SUM ? 1.0 : 1.0 / miniBatchSize;
    }

    /** Returns the name in lower case, as records and files write it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
