// SPDX-License-Identifier: Apache-2.0
package host;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.record.JsonLines;
import io.backflow.record.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host's own quantities and sink are named in a file, measured and written to. */
class OwnQuantityAndSinkTest {

    private static final int UPDATES = 6;

    @TempDir
    private Path folder;

    private Path run() {
        return folder.resolve("run");
    }

    @Test
    void areNamedInAFile() throws IOException, InterruptedException {
        HostProgram backflow = new HostProgram(folder);
        Path job = job("""
                recording:
                  every: 2
                  measure: [{type: host-turn}, {type: host-peak, every: 3}]
                  sinks: [host-tally, {type: csv, directory: tables}]
                """);
        assertThat(backflow.run("train", job.toString(), "--run-dir", run().toString()))
                .as(backflow.output())
                .isZero();

        List<Row> turns = rows("measured.jsonl");
        assertThat(turns).hasSize(UPDATES - 1).allSatisfy(row -> {
            assertThat(row.text("record")).isEqualTo("turn");
            assertThat(row.text("stage")).isEqualTo("raw");
            assertThat(row.number("cosine")).isBetween(-1.0, 1.0);
        });
        assertThat(rows("flow.jsonl"))
                .filteredOn(row -> row.row("layers").row("rnn0").has("peak"))
                .extracting(row -> row.whole("update"))
                .containsExactly(0L, 3L);
        assertThat(run().resolve("measured-tally.txt")).content().isEqualTo((UPDATES - 1) + "\n");
        assertThat(run().resolve("gradients-tally.txt"))
                .content()
                .isEqualTo(rows("gradients.jsonl").size() + "\n");
        assertThat(run().resolve("tables/measured.csv")).content().contains("turn.cosine");
        assertThat(run().resolve("tables/metrics.csv")).content().contains(",test,");
        assertThat(run().resolve("config.yaml")).content().contains("type: host-turn", "type: host-peak", "type: csv");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() throws IOException, InterruptedException {
        HostProgram backflow = new HostProgram(folder);
        Path job = job("""
                layers: deeplearning4j
                recording:
                  measure:
                    - {type: host-tern}
                    - {type: host-turn}
                  sinks: [{type: host-taly}]
                """);
        assertThat(backflow.run("train", job.toString(), "--run-dir", run().toString()))
                .isEqualTo(3);
        assertThat(backflow.output())
                .contains("2 problems", "7:14", "did you mean 'host-turn'?", "9:18", "did you mean 'host-tally'?");
        assertThat(run()).doesNotExist();
    }

    @Test
    void layersThatDoNotShowTheirStepsAreRefused() throws IOException, InterruptedException {
        HostProgram backflow = new HostProgram(folder);
        Path job = job("layers: deeplearning4j\nrecording: {measure: [{type: host-peak}]}\n");
        assertThat(backflow.run("train", job.toString(), "--run-dir", run().toString()))
                .isEqualTo(3);
        assertThat(backflow.output())
                .contains("5:23", "recording.measure[0] must not be a quantity of layers", "'peak'");
    }

    private Path job(String more) throws IOException {
        return Files.writeString(folder.resolve("job.yaml"), """
                task: {type: temporal-order, length: 10, validationSequences: 4, testSequences: 4}
                cell: {type: lstm, units: 3}
                training: {iterations: %d, batchSize: 2}
                """.formatted(UPDATES) + more);
    }

    private List<Row> rows(String file) {
        try (Stream<Row> rows = JsonLines.read(run().resolve(file))) {
            return rows.toList();
        }
    }
}
