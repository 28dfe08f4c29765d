// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.config.internal.ConfigReader;
import io.backflow.record.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/metrics.md says of the fields of metrics.jsonl, against what runs write. */
class MetricsDocsTest {

    private static final Pattern FIELD = Pattern.compile("(?m)^\\| `([a-zA-Z0-9.]+)` \\|");

    /** A run for each objective; one with a regulariser in segments, one that diverges. */
    private static final List<String> JOBS = List.of("""
            task: {type: text, file: '%s', sequenceLength: 10, validationFraction: 0.2, testFraction: 0.2}
            cell: {type: simple-rnn, units: 4}
            regularizer: {type: vanishing-gradient, weight: 0.1}
            training: {batchSize: 4, epochs: 1, bptt: {type: truncated, length: 4}}
            evaluation: {every: 2}
            """, """
            task: {type: adding, variant: tcn, length: 5, validationSequences: 5, testSequences: 10}
            cell: {type: lstm, units: 4}
            training: {batchSize: 4, iterations: 2}
            """, """
            task: {type: copy, blanks: 4, symbols: 2, validationSequences: 5, testSequences: 10}
            cell: {type: gru, units: 4}
            training: {batchSize: 4, iterations: 2}
            """, """
            task: {type: adding, variant: tcn, length: 5, validationSequences: 5, testSequences: 10}
            cell: {type: simple-rnn, units: 8, activation: relu}
            training: {batchSize: 4, iterations: 50, updater: {type: sgd, learningRate: 1.0e+20}}
            """, """
            task: {type: series, file: '%2$s', targets: [few, many], window: 3, season: 2}
            cell: {type: simple-rnn, units: 2}
            training: {batchSize: 4, iterations: 2}
            """);

    @TempDir
    private Path folder;

    @Test
    void everyFieldIsDocumentedAndEveryDocumentedFieldIsWritten() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "the quick brown fox jumps over it. ".repeat(8));
        String rows =
                IntStream.range(0, 60).mapToObj(i -> i % 5 + "," + i * i + "\n").collect(Collectors.joining());
        Path series = Files.writeString(folder.resolve("series.csv"), "few,many\n" + rows);
        Set<String> written = new TreeSet<>();
        for (int i = 0; i < JOBS.size(); i++) {
            Path config =
                    Files.writeString(folder.resolve(i + ".yaml"), JOBS.get(i).formatted(text, series));
            Path run = folder.resolve("run" + i);
            Tiny.in(run).train(new ConfigReader().readJob(config));
            for (Row row : Runs.rows(run.resolve("metrics.jsonl"))) {
                row.names().forEach(name -> written.add(general(name)));
            }
        }
        String page = Files.readString(Path.of("docs", "metrics.md"));
        Set<String> documented = FIELD.matcher(page)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(written).isEqualTo(documented);
    }

    /** Returns a name as the page has it. */
    private static String general(String name) {
        return name.replace("rnn0", "LAYER")
                .replaceAll("^persistence\\..*", "persistence.FIGURE")
                .replaceAll("^seasonalNaive2\\..*", "seasonalNaiveS.FIGURE")
                .replaceAll("^mae\\.(few|many)$", "mae.TARGET");
    }
}
