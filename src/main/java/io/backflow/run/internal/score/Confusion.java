// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.score;

import io.backflow.record.Csv;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** How often each class was answered for each true one, in the order of the data's classes. */
public final class Confusion {

    /** The file of a run that has it. */
    public static final String FILE = "confusion.csv";

    private final List<String> labels;
    private final double[][] counts;

    /** @param counts by true class and answer */
    Confusion(List<String> labels, double[][] counts) {
        this.labels = labels;
        this.counts = Arrays.stream(counts).map(double[]::clone).toArray(double[][]::new);
    }

    /** Returns how often an answer was given for a true class. */
    double count(int truth, int answer) {
        return counts[truth][answer];
    }

    /** Writes a row for each true class and answer that occurred together. */
    public void writeTo(Path file) {
        try (RecordSink table = Csv.create(file)) {
            for (int truth = 0; truth < counts.length; truth++) {
                for (int answer = 0; answer < counts.length; answer++) {
                    if (counts[truth][answer] > 0) {
                        table.write(Row.builder()
                                .with("true", labels.get(truth))
                                .with("answer", labels.get(answer))
                                .with("count", counts[truth][answer])
                                .build());
                    }
                }
            }
        }
    }
}
