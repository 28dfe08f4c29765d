// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal;

import io.backflow.record.RecordFormat;
import io.backflow.record.Row;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Writes the norms of a training's gradients with all their digits; the table has a line for every norm. */
public final class NormsFormat implements RecordFormat<NormsRecord> {

    @Override
    public Row row(NormsRecord training) {
        return Row.builder()
                .with("record", "norms")
                .with("task", training.task())
                .with("cell", training.cell())
                .with("seed", training.seed())
                .with("status", training.status())
                .with("reason", training.reason())
                .with("stage", "raw")
                .with("scale", training.scale().key())
                .with("norm", "l2")
                .with("norms", numbers(training.norms()))
                .with("labelledStepsPerExample", numbers(training.lengths()))
                .build();
    }

    private static double[] numbers(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public List<Row> table(NormsRecord training) {
        return IntStream.range(0, training.norms().size())
                .mapToObj(i -> Row.builder()
                        .with("task", training.task())
                        .with("cell", training.cell())
                        .with("seed", training.seed())
                        .with("scale", training.scale().key())
                        .with("norm", training.norms().get(i))
                        .with("labelledStepsPerExample", training.lengths().get(i))
                        .build())
                .toList();
    }

    @Override
    public Optional<String> line(NormsRecord training) {
        return Optional.of("Task " + training.task() + ", cell " + training.cell() + ", seed " + training.seed() + ": "
                + training.norms().size() + " norms");
    }
}
