package io.backflow.config;

/** Whose implementation computes the recurrent layers; the network's configuration and parameters are DL4J's either way. */
public enum LayersConfig {
    /** Ours: exact under masks and truncated BPTT, and faster. */
    BACKFLOW,
    /** DL4J's own, for comparison; a GRU, which DL4J lacks, stays ours. */
    DEEPLEARNING4J
}
