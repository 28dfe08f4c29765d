package io.backflow.recurrent.layer;

/** The choice of clipping through time that a configuration may make. */
public sealed interface ThroughTimeConfig permits ThroughTimeClipping {}
