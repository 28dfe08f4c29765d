// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.record.internal.Decimal;
import io.backflow.recurrent.ThroughTimeClipping;
import java.util.List;
import java.util.Optional;

/** Writes what clipping through time did in one backward pass of one layer, as totals over the steps. */
public final class ThroughTimeFormat implements RecordFormat<ThroughTimeClipping.ThroughTimeRecord> {

    @Override
    public Row row(ThroughTimeClipping.ThroughTimeRecord pass) {
        return fields(Row.builder().with("record", "throughTime"), pass);
    }

    @Override
    public List<Row> table(ThroughTimeClipping.ThroughTimeRecord pass) {
        return List.of(fields(Row.builder(), pass));
    }

    private static Row fields(Row.Builder row, ThroughTimeClipping.ThroughTimeRecord pass) {
        return row.with("update", pass.iteration())
                .with("epoch", pass.epoch())
                .with("layer", pass.layer())
                .with("considered", pass.considered())
                .with("clipped", pass.clipped())
                .with("nonFinite", pass.nonFinite())
                .with("stepsClipped", pass.stepsClipped())
                .norm("largestBefore", pass.largestBefore())
                .norm("largestAfter", pass.largestAfter())
                .build();
    }

    /** Returns no line where nothing was clipped. */
    @Override
    public Optional<String> line(ThroughTimeClipping.ThroughTimeRecord pass) {
        return pass.clipped() == 0
                ? Optional.empty()
                : Optional.of("Update " + pass.iteration() + " (epoch " + pass.epoch() + "): clipped through time in "
                        + pass.layer() + " at " + pass.stepsClipped() + " steps, largest "
                        + Decimal.brief(pass.largestBefore()));
    }
}
