package io.backflow.config;

import org.nd4j.linalg.learning.config.IUpdater;

/** The updaters that a configuration may name. Their defaults are DL4J's. */
public sealed interface UpdaterConfig permits SgdUpdater, MomentumUpdater, RmsPropUpdater, AdamUpdater {

    /** Returns the step size, finite and greater than 0. */
    double learningRate();

    /** Returns a fresh DL4J updater, so that no state leaks from one run into the next. */
    IUpdater newUpdater();
}
