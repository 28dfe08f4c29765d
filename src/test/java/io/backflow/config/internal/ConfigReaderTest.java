// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.config.WeightsConfig;
import io.backflow.config.internal.cell.CellActivation;
import io.backflow.config.internal.cell.LstmCell;
import io.backflow.config.internal.cell.SimpleRnnCell;
import io.backflow.flow.FlowConfig;
import io.backflow.regularizer.RegularizerConfig;
import io.backflow.regularizer.VanishingGradientRegularizer;
import io.backflow.surface.internal.AxisConfig;
import io.backflow.surface.internal.DescentConfig;
import io.backflow.surface.internal.SurfaceConfig;
import io.backflow.surface.internal.UnitConfig;
import io.backflow.yaml.internal.ConfigException;
import io.backflow.yaml.internal.ConfigWriter;
import io.backflow.yaml.internal.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    private static final String JOB = """
            task: {type: languages}
            cell: {type: lstm}
            training: {iterations: 1000}
            """;

    private static final String COMPARISON = """
            tasks:
              - data: {type: languages}
                training: {epochs: 2}
            cells: [simple-rnn, lstm]
            seeds: [1, 2, 3]
            """;

    @TempDir
    private Path folder;

    private final ConfigReader reader = new ConfigReader(SurfaceConfig.KIND);

    @Test
    void readsAJobWithItsDefaults() throws IOException {
        JobConfig job = reader.readJob(file("adding.yaml", JOB));
        assertThat(job.name()).isEqualTo("adding");
        assertThat(job.cell()).isEqualTo(new LstmCell(50, 1, CellActivation.TANH, 1.0));
        assertThat(job.settings().weights()).isEqualTo(new WeightsConfig.Xavier());
        assertThat(job.clipping()).isEqualTo(new ClippingSettings(new NoClipping()));
        assertThat(job.training())
                .isEqualTo(new TrainingConfig(
                        new UpdaterConfig.Adam(0.001, 0.9, 0.999, 1e-8), 32, 1000, null, new BpttConfig.Standard()));
        assertThat(job.settings().evaluation()).isEqualTo(new EvaluationConfig(0, 100));
        assertThat(job.settings().recording()).isEqualTo(new RecordingConfig(10));
        assertThat(job.seed()).isEqualTo(1);
        assertThat(reader.read(file("adding.yaml", JOB))).isEqualTo(job);
    }

    @Test
    void readsAJobWithEverySetting() throws IOException {
        JobConfig job = reader.readJob(file("x.yaml", """
                name: shakespeare
                task: {type: text, dataset: tinyshakespeare, sequenceLength: 200}
                cell: {type: simple-rnn, units: 128, layers: 2, activation: hard-tanh}
                weights: {type: uniform, bound: 0.08}
                clipping: {type: global-norm, maxNorm: 5}
                nonFinite: {action: skip, maxConsecutive: 3}
                training:
                  updater: {type: rmsprop, learningRate: 0.002, decay: 0.9}
                  batchSize: 50
                  iterations:
                  epochs: 50
                  bptt: {type: truncated, length: 50}
                evaluation: {every: 100, batchSize: 10}
                recording: {every: 1}
                seed: -7
                """));
        assertThat(job.name()).isEqualTo("shakespeare");
        assertThat(job.cell()).isEqualTo(new SimpleRnnCell(128, 2, CellActivation.HARD_TANH));
        assertThat(job.settings().weights()).isEqualTo(new WeightsConfig.Uniform(0.08));
        assertThat(job.clipping()).isEqualTo(new ClippingSettings(new GlobalNormClipping(5.0)));
        assertThat(job.training())
                .isEqualTo(new TrainingConfig(
                        new UpdaterConfig.RmsProp(0.002, 0.9, 1e-8), 50, null, 50, new BpttConfig.Truncated(50, 50)));
        assertThat(job.seed()).isEqualTo(-7);
    }

    @Test
    void refusesTrainingThatDoesNotFitItsData() throws IOException {
        Path file = file("fit.yaml", """
                task: {type: temporal-order, length: 50}
                cell: gru
                training:
                  epochs: 3
                  bptt: {type: truncated, length: 5}
                """);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> reader.readJob(file))
                .withMessageContaining(
                        "4:11  training.epochs must not be given where sequences are generated without end")
                .withMessageContaining("5:9   training.bptt must be standard where a sequence has one target");
    }

    @Test
    void readsAComparison() throws IOException {
        Path file = file("Quick Start.yml", COMPARISON);
        ComparisonConfig comparison = reader.readComparison(file);
        assertThat(comparison.name()).isEqualTo("quick-start");
        assertThat(comparison.cells()).hasSize(2);
        assertThat(comparison.seeds()).containsExactly(1L, 2L, 3L);
        assertThat(comparison.clipping()).containsExactly(new ClippingSettings(new NoClipping()));
        assertThat(reader.read(file)).isEqualTo(comparison);
    }

    @Test
    void readsARegulariserWhereItIsDefined() throws IOException {
        String job = """
                task: {type: temporal-order, length: 50}
                cell: {type: simple-rnn}
                regularizer: {type: vanishing-gradient, weight: 4.0}
                training: {iterations: 10}
                """;
        assertThat(reader.readJob(file("a.yaml", job)).regularizer()).isEqualTo(new VanishingGradientRegularizer(4));
        assertThat(reader.readJob(file("b.yaml", JOB)).regularizer()).isEqualTo(new RegularizerConfig.None());
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> reader.readJob(file("c.yaml", job.replace("simple-rnn", "lstm"))))
                .withMessageContaining(
                        "3:14  regularizer must be none where a cell is not simple-rnn, for which alone it is"
                                + " defined, got vanishing-gradient and lstm");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> reader.readJob(file("d.yaml", job + "layers: deeplearning4j\n")))
                .withMessageContaining(
                        "3:14  regularizer must be none where layers are deeplearning4j, whose backward pass"
                                + " takes no other gradient, got vanishing-gradient");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(
                        () -> reader.readComparison(file("e.yaml", COMPARISON + "regularizer: [vanishing-gradient]\n")))
                .withMessageContaining("regularizer[0] must be none where a cell is not simple-rnn");
    }

    @Test
    void readsAnErrorSurface() throws IOException {
        Path file = file("cliff.yaml", """
                surface: {}
                w: {from: 4, to: 6}
                b: {from: -3, to: -1, points: 11}
                descent: {w: 5, b: -2, learningRate: 0.1}
                """);
        SurfaceConfig surface = reader.read(file, SurfaceConfig.KIND);
        assertThat(surface)
                .isEqualTo(new SurfaceConfig(
                        "cliff",
                        new UnitConfig(50, 0.5, 0.7),
                        new AxisConfig(4, 6, 301),
                        new AxisConfig(-3, -1, 11),
                        new DescentConfig(5, -2, 0.1, 100, 1.0)));
        assertThat(reader.read(file)).isEqualTo(surface);
        String written = ConfigWriter.write(surface);
        assertThat(reader.read(file("written.yaml", written))).isEqualTo(surface);
        String message = "1:1  this describes an error surface, which `backflow surface` draws, but ";
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> reader.readJob(file))
                .withMessageContaining(message + "one job is wanted here");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> reader.readComparison(file))
                .withMessageContaining(message + "a comparison is wanted here");
    }

    @Test
    void refusesSurfacesThatCannotBeDrawn() throws IOException {
        Path file = file("cliff.yaml", """
                surface: {steps: 0, start: .nan, target: 2}
                w: {from: 4, to: 4, points: 1}
                b: {from: -.inf, to: -1}
                descent: {w: 5, b: -2, learningRate: 0, updates: 0, maxNorm: -1}
                """);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> reader.read(file))
                .satisfies(e -> assertThat(e.problems())
                        .extracting(Problem::message)
                        .containsExactly(
                                "surface.steps must be between 1 and 100000, got 0",
                                "surface.start must be a finite number, got NaN",
                                "surface.target must be between 0 and 1, got 2.0",
                                "w.to must be above from, 4.0, got 4.0",
                                "w.points must be between 2 and 2001, got 1",
                                "b.from must be a finite number, got -Infinity",
                                "descent.learningRate must be a finite number > 0, got 0.0",
                                "descent.updates must be between 1 and 1000000, got 0",
                                "descent.maxNorm must be a finite number > 0, got -1.0"));
    }

    @Test
    void saysWhichKindOfFileItGotInsteadOfOneJobsNeighbours() throws IOException {
        Path job = file("j.yaml", JOB);
        String message = ": 1 problem\n  1:1  this describes one job, which `backflow train` runs, but ";
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> reader.readComparison(job))
                .withMessage(job + message + "a comparison is wanted here");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> reader.read(job, SurfaceConfig.KIND))
                .withMessage(job + message + "an error surface is wanted here");
        Path comparison = file("c.yaml", COMPARISON);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> reader.read(comparison, SurfaceConfig.KIND))
                .withMessage(comparison
                        + ": 1 problem\n  1:1  this describes a comparison, but an error surface is wanted here");
        Path slip = file("s.yaml", "cell: [lstm]\n" + COMPARISON);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> reader.readComparison(slip))
                .withMessageContaining("1:1  unknown key 'cell', did you mean 'cells'?");
    }

    @Test
    void fillsInTheFlowThatIsRecordedByDefault() throws IOException {
        assertThat(reader.readJob(file("j.yaml", JOB)).settings().flow()).isEqualTo(FlowConfig.DEFAULT);
        assertThat(reader.readComparison(file("c.yaml", COMPARISON)).settings().flow())
                .isEqualTo(FlowConfig.DEFAULT);
        String stock = "layers: deeplearning4j\n";
        assertThat(reader.readJob(file("j.yaml", JOB + stock)).settings().flow())
                .isNull();
        assertThat(reader.readComparison(file("c.yaml", COMPARISON + stock))
                        .settings()
                        .flow())
                .isNull();
        assertThat(reader.readJob(file("j.yaml", JOB + "flow: {every: 7}\n"))
                        .settings()
                        .flow())
                .isNotNull()
                .extracting(FlowConfig::every)
                .isEqualTo(7);
    }

    @Test
    void saysWhichKindOfFileItGot() throws IOException {
        Path comparison = file("c.yaml", COMPARISON);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> reader.readJob(comparison))
                .withMessage(
                        comparison + ": 1 problem\n  1:1  this describes a comparison, but one job is wanted here");
    }

    @ParameterizedTest
    @CsvSource({
        "Adding Problem.yaml, adding-problem",
        "a.b.YML, a.b",
        "job, job",
        "_x_.yaml, x",
        "\u00E4\u00F6.yaml, run",
        ".yaml, run",
        "1997_lstm.yaml, 1997_lstm"
    })
    void makesAFileNameFit(String fileName, String name) throws IOException {
        assertThat(reader.readJob(file(fileName, JOB)).name()).isEqualTo(name);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
