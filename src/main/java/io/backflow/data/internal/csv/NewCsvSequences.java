// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import io.backflow.data.Batch;
import io.backflow.data.internal.prepared.NewData;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * New sequences that are a CSV file each.
 *
 * @param names of the files
 * @param isLabelled whether they have targets
 */
record NewCsvSequences(CsvPreparation preparation, List<String> names, List<CsvSequence> sequences, boolean isLabelled)
        implements NewData {

    @Override
    public int size() {
        return sequences.size();
    }

    @Override
    public int length(int example) {
        return sequences.get(example).steps();
    }

    @Override
    public void write(int example, Batch batch, int row) {
        new CsvExamples(sequences, preparation.objective()).writeFeatures(example, batch, row);
    }

    @Override
    public String name(int example) {
        return names.get(example);
    }

    @Override
    public List<String> actual(int example, int step) {
        boolean classifies = preparation.objective().classifies();
        int outputs = preparation.outputs().size();
        if (!isLabelled) {
            return Collections.nCopies(classifies ? 1 : outputs, "");
        }
        CsvSequence sequence = sequences.get(example);
        return classifies
                ? List.of(preparation.outputs().get((int) sequence.target(step, 0)))
                : IntStream.range(0, outputs)
                        .mapToObj(output -> Float.toString(sequence.target(step, output)))
                        .toList();
    }
}
