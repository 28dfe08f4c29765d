// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.gradient.MeasuredRecord;
import io.backflow.record.internal.SharedFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the record of a custom gradient quantity, one field for each of its components.
 *
 * <pre>{@code
 * {"record":"turn","update":20,"epoch":0,"batch":20,"segment":0,"stage":"raw","cosine":0.83}
 * }</pre>
 *
 * <p>The first field is the quantity's name. The table has a line for every number: {@code series} names the component.
 * Texts and flags are not in it.
 */
public final class MeasuredFormat implements RecordFormat<MeasuredRecord> {

    @Override
    public Row row(MeasuredRecord measured) {
        Row.Builder row = SharedFields.row(measured.quantity(), measured.index())
                .with("stage", measured.stage().key());
        for (Map.Entry<String, ?> field : fields(measured).entrySet()) {
            row.put(field.getKey(), field.getValue());
        }
        return row.build();
    }

    private static Map<String, ?> fields(MeasuredRecord measured) {
        return new ComponentRows(measured.quantity(), measured.value()).row().fields();
    }

    @Override
    public List<Row> table(MeasuredRecord measured) {
        List<Row> rows = new ArrayList<>();
        new ComponentRows(measured.quantity(), measured.value()).table((series, position, lag, value) -> {
            Row.Builder row = SharedFields.tableRow(measured.index())
                    .with("model", measured.index().model())
                    .with("stage", measured.stage().key())
                    .with("series", series);
            rows.add((position == null ? row.missing("position") : row.with("position", position.longValue()))
                    .with("value", value)
                    .build());
        });
        return rows;
    }

    /** Returns the compact row, without what says which update it is. */
    @Override
    public Optional<String> line(MeasuredRecord measured) {
        return Optional.of(SharedFields.line(measured.index()) + ": " + measured.quantity() + " "
                + new ComponentRows(measured.quantity(), measured.value()).row());
    }
}
