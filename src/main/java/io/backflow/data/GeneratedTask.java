// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import java.util.List;
import java.util.OptionalDouble;

/** A task that writes as many sequences as one likes. */
public interface GeneratedTask {

    /** Returns the name under which a configuration chooses the task. */
    String name();

    /** Returns the definition with its numbers filled in, for the record of a run. */
    String definition();

    /** Returns what all batches share. */
    SequenceData.Shape shape();

    /** Returns the time steps of every sequence; of the shortest where lengths vary. */
    int length();

    /** Returns the time steps of the sequence that {@link #write} makes of the same random numbers. */
    default int length(SplitMix random) {
        return length();
    }

    /** Returns the names of the outputs. */
    List<String> labels();

    /** Returns the squared error above which a sequence counts as wrong, where the definition names one. */
    OptionalDouble errorTolerance();

    /** Returns the share of wrong sequences below which the task counts as solved; 0.01 unless a definition differs. */
    default OptionalDouble successError() {
        return OptionalDouble.of(GeneratedData.SUCCESS_ERROR);
    }

    /**
     * Returns how many steps at the end of every sequence recall what came before; 0 if no step is asked more than
     * others.
     */
    default int recalledSteps() {
        return 0;
    }

    /** Draws one sequence and writes it into a row of a batch that is all zeros there. */
    void write(SplitMix random, Batch batch, int row);
}
