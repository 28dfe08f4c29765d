// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal;

import io.backflow.record.Decimal;
import io.backflow.record.RecordFormat;
import io.backflow.record.Row;
import io.backflow.record.internal.MetricsRecord.Basis;
import io.backflow.record.internal.MetricsRecord.NonFiniteOutputs;
import io.backflow.record.internal.MetricsRecord.OverSequences;
import io.backflow.record.internal.MetricsRecord.OverSteps;
import io.backflow.record.internal.MetricsRecord.Segments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes how well a network does a task; the table has a line for every figure. */
public final class MetricsFormat implements RecordFormat<MetricsRecord> {

    @Override
    public Row row(MetricsRecord metrics) {
        Row.Builder row = head(Row.builder().with("record", "metrics"), metrics);
        metrics.figures().forEach(row::with);
        add(row, metrics.basis());
        Segments segments = metrics.segments();
        if (segments != null) {
            row.with("segments", segments.count()).with("nonFiniteSegments", segments.nonFinite());
        }
        metrics.measured().forEach(row::with);
        return row.build();
    }

    private static Row.Builder head(Row.Builder row, MetricsRecord metrics) {
        return row.with("updates", metrics.updates())
                .with("epoch", metrics.epoch())
                .with("split", metrics.split());
    }

    private static void add(Row.Builder row, Basis basis) {
        if (basis instanceof OverSequences loss) {
            row.with("lossScale", "mean over sequences")
                    .with("lossSum", loss.sum())
                    .with("sequences", loss.sequences());
        } else if (basis instanceof OverSteps loss) {
            row.with("lossScale", "mean over labelled time steps")
                    .with("lossSum", loss.sum())
                    .with("labelledSteps", loss.labelledSteps())
                    .with("sequences", loss.sequences());
        } else if (basis instanceof NonFiniteOutputs broken) {
            row.with("sequences", broken.sequences())
                    .with("outputs", broken.outputs())
                    .with("nonFiniteOutputs", broken.nonFinite());
        }
    }

    @Override
    public List<Row> table(MetricsRecord metrics) {
        List<Row> rows = new ArrayList<>();
        metrics.figures()
                .forEach((name, value) -> rows.add(head(Row.builder(), metrics)
                        .with("figure", name)
                        .with("value", value)
                        .build()));
        return rows;
    }

    @Override
    public Optional<String> line(MetricsRecord metrics) {
        StringBuilder line = new StringBuilder("After " + metrics.updates() + " updates, " + metrics.split() + ":");
        metrics.figures()
                .forEach((name, value) ->
                        line.append(' ').append(name).append(' ').append(Decimal.brief(value)));
        return Optional.of(line.toString());
    }
}
