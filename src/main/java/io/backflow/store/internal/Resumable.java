// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.util.Map;

/** A part of a run that remembers something from one minibatch to the next, all of which a checkpoint holds. */
public interface Resumable {

    /** Returns everything that is remembered between two minibatches, as copies; counts are exact up to 2^53. */
    Map<String, double[]> state();

    /**
     * Takes over what {@link #state} returned, before the first minibatch.
     *
     * @throws IllegalArgumentException naming the entry, if it does not fit
     */
    void restore(Map<String, double[]> state);

    /** Returns a state's numbers of that name. */
    static double[] numbers(Map<String, double[]> state, String name) {
        double[] values = state.get(name);
        if (values == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return values;
    }

    /** Returns a state's single number of that name. */
    static double number(Map<String, double[]> state, String name) {
        double[] values = numbers(state, name);
        if (values.length != 1) {
            throw new IllegalArgumentException(name + " must be one number, got " + values.length);
        }
        return values[0];
    }

    /** Returns a state's single whole number of that name. */
    static long whole(Map<String, double[]> state, String name) {
        return (long) number(state, name);
    }
}
