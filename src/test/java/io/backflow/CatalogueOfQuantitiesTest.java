// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.flow.GateQuantity;
import io.backflow.gradient.Quantity;
import io.backflow.record.JsonLines;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import io.backflow.record.SinkConfig;
import io.backflow.setting.Catalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file may name where quantities and sinks are chosen. */
class CatalogueOfQuantitiesTest {

    @TempDir
    private Path folder;

    @Test
    void namesTheQuantities() {
        Catalogue<Quantity> quantities = Catalogue.of(Quantity.class);
        assertThat(quantities.names()).contains("lag-profiles", "gates", "jacobians", "contributions");
        assertThat(quantities.find("gates")).contains(GateQuantity.class);
        assertThat(quantities.find("norms")).isEmpty(); // a file says recording.every and scale
    }

    @Test
    void namesTheSinks() {
        assertThat(Catalogue.of(SinkConfig.class).names())
                .contains("json-lines", "csv", "tensorboard", "log", "mlflow");
    }

    @Test
    void aSinkGoesOnWhereItsFileEnded() {
        SinkConfig kind = new SinkConfig.JsonLinesFile();
        for (int part = 0; part < 2; part++) {
            try (RecordSink sink = kind.open(folder, "flow", part > 0)) {
                sink.write(Row.builder().with("part", part).build());
            }
        }
        try (Stream<Row> rows = JsonLines.read(folder.resolve("flow.jsonl"))) {
            assertThat(rows.map(row -> row.whole("part"))).isEqualTo(List.of(0L, 1L));
        }
    }

    @Test
    void eachKindOfFileHasItsEnding() {
        new SinkConfig.CsvFile().open(folder, "clipping", false).close();
        assertThat(Files.exists(folder.resolve("clipping.csv"))).isTrue();
    }
}
