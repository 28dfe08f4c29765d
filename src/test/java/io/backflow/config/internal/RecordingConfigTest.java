// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.flow.FlowConfig;
import io.backflow.flow.JacobianCapture;
import io.backflow.gradient.GradientNorms;
import io.backflow.gradient.Scale;
import io.backflow.setting.InvalidSettingException;
import io.backflow.yaml.internal.ConfigException;
import io.backflow.yaml.internal.ConfigWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may stand under {@code recording}. */
class RecordingConfigTest {

    private static final String JOB = """
            task: {type: temporal-order, length: 10}
            cell: {type: lstm, units: 4}
            training: {iterations: 5}
            """;

    private static final String COMPARISON = """
            tasks: [{data: {type: temporal-order, length: 10}, training: {iterations: 5}}]
            cells: [lstm]
            seeds: [1]
            """;

    @TempDir
    private Path folder;

    private ExperimentConfig<?> read(String yaml) throws IOException {
        return new ConfigReader().read(Files.writeString(folder.resolve("file.yaml"), yaml));
    }

    private void assertRefused(String yaml, String... said) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(yaml))
                .satisfies(e -> assertThat(e.getMessage()).contains(said));
    }

    @Test
    void isReadAndWrittenAsItWas() throws IOException {
        String recording = """
                recording:
                  measure: [{type: jacobians, every: 3}]
                  sinks: [log, {type: csv, directory: tables}]
                flow: {every: 0}
                """;
        for (String kind : new String[] {JOB, COMPARISON}) {
            ExperimentConfig<?> config = read(kind + recording);
            String written = ConfigWriter.write((Record) config);
            assertThat(written).contains("measure:", "type: jacobians", "sinks:", "type: log", "directory: tables");
            assertThat(read(written)).isEqualTo(config);
        }
        JobConfig job = (JobConfig) read(JOB + recording);
        assertThat(job.settings().recording().quantities()).containsExactly(JacobianCapture.every(3));
    }

    @Test
    void whatIsNotGivenIsNotWritten() throws IOException {
        assertThat(ConfigWriter.write((Record) read(JOB))).contains("recording:\n  every: 10\n  scale: mean\nflow:");
    }

    @Test
    void anUnknownTypeIsRefusedWithASuggestion() {
        assertRefused(JOB + """
                        recording:
                          measure: [{type: jacobian}]
                          sinks: [{type: cvs}]
                        """, "5:20", "did you mean 'jacobians'?", "6:18", "did you mean 'csv'?");
    }

    @Test
    void whatIsMeasuredAlreadyIsRefused() {
        assertRefused(
                JOB + """
                        recording:
                          measure:
                            - lag-profiles
                            - {type: lag-profiles, every: 3}
                          sinks: [json-lines, csv, csv]
                        """,
                "3 problems",
                "7:7",
                "recording.measure[1] must have another name than measure[0], got 'lagProfiles'",
                "recording.sinks[0] must not write a file that the run itself writes, got metrics.jsonl",
                "recording.sinks[2] must not write a file that sinks[1] writes, got metrics.csv");
        assertRefused(
                JOB + "recording: {measure: [gates, lag-profiles]}",
                "2 problems",
                "recording.measure[0] must not be what flow records already, got 'gates'");
        assertRefused(
                JOB + "recording: {measure: [gates]}\nflow: {every: 0}",
                "recording.measure[0] must have another quantity of layers beside it");
    }

    @Test
    void theNormsAreNotOffered() {
        assertRefused(
                JOB + "recording: {measure: [norms]}",
                "recording.measure[0]",
                "must be one of [lag-profiles, gates, jacobians, contributions",
                "got 'norms'");
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> new RecordingConfig(1, Scale.MEAN, List.of(GradientNorms.every(1)), null))
                .withMessageContaining("measure[0] must not be the norms, which recording.every and scale record");
    }

    @Test
    void quantitiesOfLayersNeedLayersThatShowThem() {
        assertRefused(
                JOB + "layers: deeplearning4j\nrecording: {measure: [lag-profiles]}",
                "5:23",
                "recording.measure[0] must not be a quantity of layers with layers deeplearning4j");
    }

    @Test
    void theRunsOfAComparisonMustNotShareAFile() throws IOException {
        assertRefused(
                COMPARISON + "recording: {sinks: [{type: csv, directory: /tmp/all}, {type: csv, directory: ../all}]}",
                "2 problems",
                "recording.sinks[0] must write files within the directory of each run of a comparison",
                "recording.sinks[1] must write");
        assertThat(read(COMPARISON + "recording: {sinks: [{type: csv, directory: all}]}"))
                .isInstanceOf(ComparisonConfig.class);
    }

    @Test
    void emptyListsAreRefused() {
        assertRefused(
                JOB + "recording: {measure: [], sinks: []}",
                "2 problems",
                "recording.measure must have at least one element",
                "recording.sinks must have at least one element");
    }

    @Test
    void theFlowsQuantitiesAreThoseThatAreMeasured() {
        assertThat(FlowConfig.NONE.quantities()).isEmpty();
        assertThat(FlowConfig.DEFAULT.quantities())
                .extracting(quantity -> quantity.name())
                .containsExactly("lagProfiles", "gates", "jacobians", "contributions");
        assertThat(FlowConfig.DEFAULT.with(JacobianCapture.NONE).quantities()).hasSize(3);
    }
}
