package io.backflow.recurrent;

/** The choice of clipping through time that a configuration may make. */
public sealed interface ThroughTimeConfig permits ThroughTimeClipping {}
