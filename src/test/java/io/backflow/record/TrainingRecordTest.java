// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A network is trained and what its listener saw is written, read and compared. */
class TrainingRecordTest {

    private static final int UPDATES = 7;

    @TempDir
    Path folder;

    @Test
    void whatTheListenerSawIsInTheFiles() throws IOException {
        Path gradients = folder.resolve("gradients.jsonl");
        Path clips = folder.resolve("clips.jsonl");
        Path table = folder.resolve("gradients.csv");
        List<GradientRecord> seen = new ArrayList<>();
        try (RecordSink both = RecordSink.all(JsonLines.create(gradients), Csv.create(table));
                RecordSink clipped = JsonLines.create(clips);
                ClippingListener listener = ClippingListener.builder(new GlobalNormClipping(0.01))
                        .schedule(SamplingSchedule.every(1))
                        .gradients(both.accepting(new GradientFormat()).andThen(seen::add))
                        .clips(clipped.accepting(new ClippingFormat()))
                        .build()) {
            MultiLayerNetwork network = Records.lstm();
            network.setListeners(listener);
            Nd4j.getRandom().setSeed(5);
            DataSet batch = new DataSet(Nd4j.rand(DataType.FLOAT, 8, 6, 5), Nd4j.rand(DataType.FLOAT, 8, 4, 5));
            for (int i = 0; i < UPDATES; i++) {
                network.fit(batch);
            }
        }
        assertThat(seen).hasSize(UPDATES);
        try (Stream<Row> rows = JsonLines.read(gradients)) {
            assertThat(rows).zipSatisfy(seen, TrainingRecordTest::same);
        }
        try (Stream<Row> rows = JsonLines.read(clips)) {
            assertThat(rows).hasSize(UPDATES).allSatisfy(row -> {
                assertThat(row.text("action")).isEqualTo("clipped");
                assertThat(row.row("globalL2").number("after")).isLessThanOrEqualTo(0.01);
            });
        }
        // A header; then all 20 blocks at 3 stages.
        assertThat(Files.readAllLines(table)).hasSize(1 + UPDATES * 20 * 3);
    }

    private static void same(Row row, GradientRecord seen) {
        assertThat(row.whole("update")).isEqualTo(seen.index().update());
        List<String> paths = seen.layout().blocks().stream()
                .map(block -> block.path().isEmpty() ? "(model)" : block.path())
                .toList();
        assertThat(row.texts("blocks")).isEqualTo(paths);
        for (Stage stage : Stage.values()) {
            double[] written = row.row("norms").row(stage.key()).numbers("l2");
            for (int i = 0; i < written.length; i++) {
                double l2 = seen.at(stage).orElseThrow().all().get(i).l2();
                assertThat(written[i]).isCloseTo(l2, within(5e-7 * l2)); // half a unit in the seventh digit
            }
        }
    }
}
