// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import io.backflow.data.Batch;
import io.backflow.data.Examples;
import io.backflow.data.SequenceData;
import java.util.List;

/** Sequences that write themselves into batches. */
public record CsvExamples(List<CsvSequence> sequences, SequenceData.Objective objective) implements Examples {

    @Override
    public int size() {
        return sequences.size();
    }

    @Override
    public int length(int example) {
        return sequences.get(example).steps();
    }

    @Override
    public String place(int example) {
        return sequences.get(example).place();
    }

    @Override
    public void write(int example, Batch batch, int row) {
        writeFeatures(example, batch, row);
        CsvSequence sequence = sequences.get(example);
        int asked = objective.everyStep() ? sequence.steps() : 1;
        for (int step = 0; step < asked; step++) {
            for (int target = 0; target < sequence.targets(); target++) {
                writeTarget(sequence.target(step, target), target, step, batch, row);
            }
        }
    }

    /** Writes one sequence without what is asked of it. */
    public void writeFeatures(int example, Batch batch, int row) {
        CsvSequence sequence = sequences.get(example);
        for (int step = 0; step < sequence.steps(); step++) {
            for (int input = 0; input < sequence.features(); input++) {
                batch.input(row, input, step, sequence.feature(step, input));
            }
        }
    }

    private void writeTarget(float value, int target, int step, Batch batch, int row) {
        if (objective.classifies()) {
            batch.target(row, (int) value, step, 1f);
        } else {
            batch.target(row, target, step, value);
        }
    }
}
