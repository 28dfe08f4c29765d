// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

/** A finite list of sequences, each of which can write itself into a batch. */
public interface Examples {

    /** Returns the number of sequences. */
    int size();

    /** Returns the time steps of one sequence, at least 1. */
    int length(int example);

    /** Returns where one sequence stands in the data, in words: {@code sequence 17 of train.csv, line 301}. */
    default String place(int example) {
        return "sequence " + (example + 1);
    }

    /** Writes one sequence into a row of a batch that is all zeros there. */
    void write(int example, Batch batch, int row);
}
