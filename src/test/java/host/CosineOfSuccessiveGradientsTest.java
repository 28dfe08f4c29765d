// SPDX-License-Identifier: Apache-2.0
package host;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.Attachment;
import io.backflow.Backflow;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.flow.LagProfiles;
import io.backflow.gradient.GradientNorms;
import io.backflow.record.JsonLines;
import io.backflow.record.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A project with two quantities of its own, each one class, by public classes alone. */
class CosineOfSuccessiveGradientsTest {

    private static final int UPDATES = 6;

    @TempDir
    private Path folder;

    @Test
    void areMeasuredAndWrittenBesideTheOthers() {
        Path file = folder.resolve("backflow.jsonl");
        MultiLayerNetwork network = network();
        DataSet data = data();
        try (Attachment attached = Backflow.on(network)
                .install()
                .clip(new GlobalNormClipping(0.1))
                .measure(GradientNorms.every(2), LagProfiles.every(2), new Turn(1), new Peak(3))
                .to(JsonLines.create(file))
                .attach()) {
            assertThat(attached.layers()).hasSize(2).allMatch(layer -> layer.installed());
            for (int i = 0; i < UPDATES; i++) {
                network.fit(data);
            }
        }
        List<Row> turns = rows(file, "turn");
        assertThat(turns).hasSize(UPDATES - 1).allSatisfy(row -> {
            assertThat(row.number("cosine")).isBetween(0.9, 1.0); // the same batch again, and small steps
            assertThat(row.whole("elements")).isEqualTo(network.numParams());
            assertThat(row.text("stage")).isEqualTo("raw");
        });
        assertThat(rows(file, "flow").stream().map(row -> row.whole("update"))).containsExactly(0L, 2L, 3L, 4L, 5L);
        Row layer = rows(file, "flow").get(2).row("layers").row("layer0");
        double[] norms = layer.row("hidden").numbers("norms"); // as means over the minibatch
        Row peak = layer.row("peak");
        assertThat(peak.number("norm") / data.numExamples())
                .isCloseTo(norms[(int) peak.whole("step")], org.assertj.core.data.Percentage.withPercentage(1e-4));
        assertThat(rows(file, "flow").get(1).row("layers").row("layer0").names())
                .doesNotContain("peak");
        assertThat(rows(file, "gradient")).isNotEmpty();
        assertThat(rows(file, "clip")).isNotEmpty();
    }

    private static List<Row> rows(Path file, String record) {
        try (Stream<Row> rows = JsonLines.read(file)) {
            return rows.filter(row -> row.text("record").equals(record)).toList();
        }
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0.01))
                .list()
                .layer(new LSTM.Builder()
                        .nIn(3)
                        .nOut(5)
                        .activation(Activation.TANH)
                        .build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .dataFormat(RNNFormat.NCW)
                        .nIn(5)
                        .nOut(2)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static DataSet data() {
        Nd4j.getRandom().setSeed(5);
        return new DataSet(Nd4j.rand(DataType.FLOAT, 4, 3, 7), Nd4j.rand(DataType.FLOAT, 4, 2, 7));
    }
}
