package io.backflow.config;

/**
 * How a cell's recurrent matrices may be drawn, that of each gate by itself: a distribution of independent weights, or a
 * matrix that is made as a whole.
 */
public sealed interface RecurrentWeightsConfig
        permits WeightsConfig, OrthogonalWeights, IdentityWeights, SpectralRadiusWeights, SparseWeights {}
