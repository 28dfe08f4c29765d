// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.prepared;

import io.backflow.data.Examples;
import io.backflow.data.internal.sequence.EvaluationOrder;
import java.util.List;

/** New sequences in the form in which a network was trained; they write inputs into batches and no targets. */
public interface NewData extends Examples {

    /** Returns what the names of the sequences are: {@code sequence}. */
    default String nameColumn() {
        return "sequence";
    }

    /** Returns what a sequence is called. */
    String name(int example);

    /** Returns the number of a step in its file, counted from 1: not all steps may be given. */
    default int step(int example, int step) {
        return step + 1;
    }

    /** Whether the data says of some sequences what is right. */
    boolean isLabelled();

    /**
     * Returns what is right at a step, and for one answer a sequence at its last one: a class, or a number for each
     * output; empty texts where that is not known.
     */
    List<String> actual(int example, int step);

    /** Returns an answer in the units of the data. */
    default double unscaled(int output, double answer) {
        return answer;
    }

    /** Returns the numbers of the sequences that are looked at together, as an evaluation would. */
    default List<int[]> batches(int batchSize) {
        return EvaluationOrder.of(this, batchSize);
    }
}
