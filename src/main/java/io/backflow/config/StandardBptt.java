package io.backflow.config;

import io.backflow.setting.TypeName;

/** Backpropagation through the whole sequence, one update for it. */
@TypeName("standard")
public record StandardBptt() implements BpttConfig {}
