// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.config.CellConfig;
import io.backflow.config.internal.BpttConfig;
import io.backflow.config.internal.ClippingSettings;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.UpdaterConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.data.internal.text.TextConfig;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.recurrent.ThroughTimeClipping.By;
import io.backflow.recurrent.ThroughTimeClipping.Target;
import io.backflow.regularizer.Regularization;
import io.backflow.regularizer.RegularizerConfig;
import io.backflow.regularizer.VanishingGradientRegularizer;
import io.backflow.store.internal.JsonMaps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class BackwardInterventionsTest {

    /** Far over and far under every error of these networks. */
    private static final double NEVER_REACHED = 1e6;

    private static final double ALWAYS_REACHED = 1e-6;

    @TempDir
    private Path folder;

    private static JobConfig job(
            CellConfig cell, @Nullable ThroughTimeClipping clipping, RegularizerConfig regularizer) {
        return clippedJob(cell, new ClippingSettings(new NoClipping(), clipping), regularizer);
    }

    private static JobConfig clippedJob(CellConfig cell, ClippingSettings clipping, RegularizerConfig regularizer) {
        return Tiny.job(Tiny.ORDER, cell, Tiny.training())
                .withClipping(clipping)
                .withRegularizer(regularizer);
    }

    /** Trains in a directory of that name, and returns the parameters at the end. */
    private float[] train(String name, JobConfig job) throws IOException {
        Tiny.in(folder.resolve(name)).train(job);
        return ModelSerializer.restoreMultiLayerNetwork(
                        folder.resolve(name).resolve("checkpoint/model.zip").toFile())
                .params()
                .toFloatVector();
    }

    /** The lines of clipping through time, without those of the updates' gradients. */
    private List<String> throughTimeLines(String run) throws IOException {
        return lines(run, "clipping.jsonl").stream()
                .filter(line -> line.contains("\"record\":\"throughTime\""))
                .toList();
    }

    private List<String> lines(String run, String file) throws IOException {
        return Files.readAllLines(folder.resolve(run).resolve(file));
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void clipsEveryStepOfEveryPassAndSaysSo(Target target) throws IOException {
        float[] plain = train("plain", job(Tiny.LSTM, null, new RegularizerConfig.None()));
        float[] never = train(
                "never",
                job(Tiny.LSTM, new ThroughTimeClipping(target, By.VALUE, NEVER_REACHED), new RegularizerConfig.None()));
        float[] always = train(
                "always",
                job(Tiny.LSTM, new ThroughTimeClipping(target, By.NORM, ALWAYS_REACHED), new RegularizerConfig.None()));
        assertThat(never).containsExactly(plain);
        assertThat(always).isNotEqualTo(plain);
        assertThat(throughTimeLines("plain")).isEmpty();
        assertThat(throughTimeLines("never")).isEmpty();
        assertThat(throughTimeLines("always")).hasSize(5).allMatch(line -> line.contains("\"layer\":\"rnn0\""));
        Map<String, Object> rnn0 = throughTime("always");
        assertThat(rnn0)
                .containsEntry("passes", 5)
                .containsEntry("passesClipped", 5)
                .containsEntry("nonFinite", 0);
        // Five updates of four examples, each of ten steps.
        assertThat(rnn0).containsEntry("considered", 200);
        assertThat(throughTime("never")).containsEntry("passes", 5).containsEntry("clipped", 0);
    }

    private Map<String, Object> throughTime(String run) {
        Map<String, Object> summary = JsonMaps.readObject(folder.resolve(run).resolve("gradient-summary.json"));
        return JsonMaps.object(JsonMaps.object(summary, "throughTime"), "rnn0");
    }

    @Test
    void addsTheRegulariserAndMeasuresIt() throws IOException {
        float[] plain = train("plain", job(Tiny.RNN, null, new RegularizerConfig.None()));
        float[] measured = train("measured", job(Tiny.RNN, null, new VanishingGradientRegularizer(0)));
        float[] regularised = train("regularised", job(Tiny.RNN, null, new VanishingGradientRegularizer(4)));
        assertThat(measured).containsExactly(plain);
        assertThat(regularised).isNotEqualTo(plain);
        assertThat(lines("plain", "metrics.jsonl")).noneMatch(line -> line.contains("omega"));
        assertThat(lines("regularised", "metrics.jsonl"))
                .filteredOn(line -> line.contains("\"training\""))
                .hasSize(5)
                .allMatch(line -> line.contains("\"omega.rnn0\":") && line.contains("\"omegaCounted.rnn0\":1.0"));
        Map<String, Object> summary =
                JsonMaps.readObject(folder.resolve("regularised").resolve("gradient-summary.json"));
        assertThat(JsonMaps.object(summary, "regularizer")).containsKeys("omega.rnn0", "omegaCounted.rnn0");
    }

    /** Ten steps in segments of four, four and two; each segment's Omega is a mean over its own steps. */
    @Test
    void omegaIsOfTheWholeMinibatch() {
        TrainingConfig training =
                new TrainingConfig(new UpdaterConfig.Sgd(0.1), 4, 5, null, new BpttConfig.Truncated(4, 4));
        SequenceData data = new Sequences(SequenceData.Objective.CLASSIFY_STEPS, 8, 1).data();
        JobConfig truncated = Tiny.job(new TextConfig("unread", null, 6, 0.2, 0.2), Tiny.RNN, training);
        MultiLayerNetwork network = NetworkBuilder.buildToTrain(truncated, data);
        BackwardInterventions interventions =
                BackwardInterventions.in(network, job(Tiny.RNN, null, new VanishingGradientRegularizer(0)), pass -> {});
        Regularization twin = new VanishingGradientRegularizer(0).attach(network);
        List<Regularization.OmegaValue> segments = new ArrayList<>();
        network.setListeners(interventions, new BaseTrainingListener() {
            @Override
            public void onBackwardPass(Model model) {
                segments.add(twin.last("rnn0").orElseThrow());
            }
        });
        DataSet batch = new DataSet(Nd4j.rand(3, 3, 10), Nd4j.rand(3, 3, 10));
        for (int i = 0; i < 2; i++) {
            segments.clear();
            network.fit(batch);
            assertThat(segments).extracting(Regularization.OmegaValue::counted).containsExactly(12L, 12L, 6L);
            double sum = segments.stream()
                    .mapToDouble(omega -> omega.omega() * omega.counted())
                    .sum();
            assertThat(interventions.takeMeasured().get("omega.rnn0")).isCloseTo(sum / 30, within(1e-12));
        }
        assertThat(interventions.takeMeasured()).isEmpty();
    }

    /** What is clipped is the sum of both: Omega alone is far over the threshold, and does not get past it. */
    @Test
    void theRegularisersGradientIsClippedWithTheLosss() throws IOException {
        double threshold = 1e-3;
        ClippingSettings clipping = new ClippingSettings(new GlobalNormClipping(threshold));
        train("alone", clippedJob(Tiny.RNN, clipping, new RegularizerConfig.None()));
        train("both", clippedJob(Tiny.RNN, clipping, new VanishingGradientRegularizer(1e6)));
        for (int update = 0; update < 5; update++) {
            Map<String, Object> both = globalNorms("both", update);
            assertThat(JsonMaps.number(both.get("before")))
                    .isGreaterThan(
                            1000 * JsonMaps.number(globalNorms("alone", 0).get("before")));
            assertThat(JsonMaps.number(both.get("after"))).isCloseTo(threshold, within(1e-6 * threshold));
        }
    }

    private Map<String, Object> globalNorms(String run, int update) throws IOException {
        List<String> clipped = lines(run, "clipping.jsonl").stream()
                .filter(line -> line.contains("\"record\":\"clip\""))
                .toList();
        return JsonMaps.object(JsonMaps.parse(clipped.get(update)), "globalL2");
    }

    /** As where there is no OpenBLAS: the layers of the network stay those of DL4J. */
    @Test
    void refusesLayersThatCouldNotBeInstalled() {
        JobConfig job =
                job(Tiny.LSTM, new ThroughTimeClipping(Target.HIDDEN, By.VALUE, 1), new RegularizerConfig.None());
        MultiLayerNetwork network = NetworkBuilder.build(job, job.task().open(noData()));
        assertThatIllegalStateException()
                .isThrownBy(() -> BackwardInterventions.in(network, job, pass -> {}))
                .withMessage("clipping.through-time cannot be done in 1 of 1 recurrent layers, which kept"
                        + " Deeplearning4j's implementation; the log says why");
    }

    private DataEnvironment noData() {
        return new DataFiles(folder, null, (source, target, most, received) -> {}, DownloadProgress.NONE);
    }
}
