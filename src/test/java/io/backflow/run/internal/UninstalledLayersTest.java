// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import host.Peak;
import host.Turn;
import io.backflow.config.CellConfig;
import io.backflow.config.RecurrentWeightsConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.RecordingConfig;
import io.backflow.flow.FlowConfig;
import io.backflow.gradient.Quantity;
import io.backflow.gradient.Scale;
import io.backflow.setting.InvalidSettingException;
import io.backflow.setting.TypeName;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

/** Runs whose recurrent layer cannot be installed. */
class UninstalledLayersTest {

    @TempDir
    private Path folder;

    private Path dir(String name) {
        return folder.resolve(name);
    }

    /** A cell whose activation the engine does not know, so that DL4J's own layer computes it. */
    @TypeName("foreign")
    private record ForeignCell(
            @Nullable String name,
            int units,
            int layers,
            @Nullable WeightsConfig inputWeights,
            @Nullable RecurrentWeightsConfig recurrentWeights)
            implements CellConfig {

        @Override
        public BaseRecurrentLayer layer(int inputs, WeightsConfig weights) {
            return new SimpleRnn.Builder()
                    .nIn(inputs)
                    .nOut(units)
                    .activation(Activation.SOFTSIGN)
                    .weightInit(inputDistribution(inputs, weights))
                    .weightInitRecurrent(recurrentDistribution(weights))
                    .build();
        }
    }

    private static JobConfig foreign(@Nullable FlowConfig flow, @Nullable List<Quantity> measure) {
        JobConfig job = Tiny.job(Tiny.ORDER, new ForeignCell(null, 3, 1, null, null), Tiny.iterations(4, 0.1));
        return job.withSettings(
                job.settings().withFlow(flow).withRecording(new RecordingConfig(2, Scale.MEAN, measure, null)));
    }

    @Test
    void quantitiesOfLayersNeedAnInstalledLayer() {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> Tiny.in(dir("run")).train(foreign(null, List.of(new Turn(1), new Peak(1)))))
                .withMessageContaining(
                        "recording.measure must have no quantity of layers where no recurrent layer is" + " installed")
                .withMessageContaining("got one in tiny");
        assertThat(Runs.status(dir("run"))).isEqualTo("failed");
    }

    @Test
    void flowThatIsAskedForNeedsAnInstalledLayer() {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> Tiny.in(dir("run"))
                        .train(foreign(
                                FlowConfig.profiles(7, FlowConfig.GateCapture.NONE, false), List.of(new Peak(1)))))
                .withMessageContaining("flow must be left out or have every: 0 where no recurrent layer is installed")
                .withMessageContaining("got one with every = 7 in tiny")
                .withMessageContaining("recording.measure must have no quantity of layers");
    }

    /** As a file's job is resolved: with the default filled in. */
    @Test
    void flowByDefaultIsLeftOutWithoutAnInstalledLayer() throws IOException {
        JobConfig job = foreign(null, List.of(new Turn(1))).resolved();
        assertThat(job.settings().flow()).isEqualTo(FlowConfig.DEFAULT);
        assertThat(Tiny.in(dir("run")).train(job).status()).isEqualTo(RunStatus.FINISHED);
        assertThat(Runs.filesIn(dir("run"))).contains("measured.jsonl").doesNotContain("flow.jsonl");
    }
}
