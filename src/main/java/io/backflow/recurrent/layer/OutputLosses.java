package io.backflow.recurrent.layer;

/**
 * The loss of a minibatch.
 *
 * @param total summed over examples and time steps
 * @param ofExamples summed over time steps
 */
record OutputLosses(double total, double[] ofExamples) {}
