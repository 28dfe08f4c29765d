package io.backflow.config;

/** How far back in time the gradient flows. */
public sealed interface BpttConfig permits StandardBptt, TruncatedBptt {}
