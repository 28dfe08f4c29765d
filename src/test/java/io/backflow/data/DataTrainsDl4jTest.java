// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.internal.csv.CsvConfig;
import io.backflow.data.internal.language.LanguagesConfig;
import io.backflow.data.internal.source.Catalogue;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.data.internal.task.AddingConfig;
import io.backflow.data.internal.task.AddingTask.Variant;
import io.backflow.data.internal.task.CopyConfig;
import io.backflow.data.internal.task.TemporalOrderConfig;
import io.backflow.data.internal.text.TextConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Everything that a configuration may name goes through DL4J's own training and evaluation. */
class DataTrainsDl4jTest {

    @TempDir
    private Path folder;

    @Test
    void temporalOrder() {
        trains(new TemporalOrderConfig(20, 2, 50, 100));
        trains(new TemporalOrderConfig(20, 3, 50, 100));
    }

    @Test
    void adding() {
        trains(new AddingConfig(20, Variant.TCN, 50, 100));
        trains(new AddingConfig(20, Variant.URNN, 50, 100));
    }

    @Test
    void copy() {
        trains(new CopyConfig(10, 4, 3, 50, 100));
    }

    @Test
    void languages() {
        trains(new LanguagesConfig());
    }

    @Test
    void text() throws IOException {
        Path file = Files.writeString(folder.resolve("verse.txt"), "Tyger Tyger, burning bright,\n".repeat(40));

        trains(new TextConfig(file.toString(), null, 20, .1, .1));
    }

    @Test
    void csvOfUnequalLengths() throws IOException {
        for (int number = 0; number < 40; number++) {
            StringBuilder rows = new StringBuilder();
            for (int step = 0; step <= number % 7; step++) {
                rows.append(step)
                        .append(',')
                        .append(number)
                        .append(',')
                        .append(number % 3)
                        .append('\n');
            }
            Files.writeString(folder.resolve(number + ".csv"), rows);
        }
        trains(csv(SequenceData.Objective.CLASSIFY_STEPS, 3));
        trains(csv(SequenceData.Objective.CLASSIFY_SEQUENCE, 3));
        trains(csv(SequenceData.Objective.REGRESS_STEPS, 0));
        trains(csv(SequenceData.Objective.REGRESS_SEQUENCE, 0));
    }

    @Test
    @EnabledIfEnvironmentVariable(named = DataFiles.DATA_VARIABLE, matches = ".+")
    void tinyshakespeare() {
        SequenceData data = new TextConfig(null, "tinyshakespeare", 50, .05, .05).open(environment());

        assertThat(data.inputs()).isEqualTo(65);
        assertThat(data.provenance())
                .containsEntry("sha256", Catalogue.text("tinyshakespeare").sha256())
                .containsEntry("trainingCharacters", 1_003_854)
                .containsEntry("validationCharacters", 55_770)
                .containsEntry("testCharacters", 55_770);
        assertThat(data.training(50, 1).batchesPerEpoch()).isEqualTo((1_003_853 / 50 - 1 + 49) / 50);
        MultiLayerNetwork network = network(data);
        network.fit(data.training(50, 1).next());
        assertThat(network.score()).isFinite();
    }

    @Test
    void saysWhichTextIsMissing() {
        TextConfig config = new TextConfig(folder.resolve("none.txt").toString(), null, 20, .1, .1);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> config.open(environment()))
                .withMessage("cannot read data: no such file: " + folder.resolve("none.txt"));
    }

    private CsvConfig csv(SequenceData.Objective objective, int classes) {
        return new CsvConfig(
                folder.toString(),
                null,
                null,
                "*.csv",
                .1,
                .1,
                objective,
                false,
                ",",
                List.of("2"),
                List.of(),
                classes,
                List.of(),
                true);
    }

    private void trains(DataConfig config) {
        SequenceData data = config.open(environment());
        MultiLayerNetwork network = network(data);
        SequenceData.SeekableIterator training = data.training(16, 1);
        DataSet first = training.next();
        double before = network.score(first);
        for (int update = 0; update < 30; update++) {
            network.fit(first);
        }
        assertThat(network.score(first)).as("%s is learnt by heart", config).isLessThan(before);

        DataSetIterator test = data.test(16);
        long examples = 0;
        while (test.hasNext()) {
            examples += test.next().numExamples();
        }
        assertThat(data.provenance()).containsEntry("testSequences", (int) examples);
        test.reset();
        if (data.objective().classifies()) {
            assertThat(network.evaluate(data.validation(16)).getNumRowCounter()).isPositive();
            assertThat(network.evaluate(test).accuracy()).isBetween(0.0, 1.0);
        } else {
            assertThat(network.evaluateRegression(test).averageMeanSquaredError())
                    .isPositive();
        }
    }

    private static MultiLayerNetwork network(SequenceData data) {
        boolean classifies = data.objective().classifies();
        Activation activation = classifies ? Activation.SOFTMAX : Activation.IDENTITY;
        LossFunction loss = classifies ? LossFunction.MCXENT : LossFunction.MSE;
        BaseRecurrentLayer cell = data.objective().everyStep()
                ? new SimpleRnn.Builder().nOut(8).activation(Activation.TANH).build()
                : new LSTM.Builder().nOut(8).activation(Activation.TANH).build();
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(.01))
                .list();
        if (data.objective().everyStep()) {
            layers.layer(cell)
                    .layer(new RnnOutputLayer.Builder(loss)
                            .activation(activation)
                            .nOut(data.outputs())
                            .build());
        } else {
            layers.layer(new LastTimeStep(cell))
                    .layer(new OutputLayer.Builder(loss)
                            .activation(activation)
                            .nOut(data.outputs())
                            .build());
        }
        MultiLayerNetwork network = new MultiLayerNetwork(
                layers.setInputType(InputType.recurrent(data.inputs())).build());
        network.init();
        return network;
    }

    private DataEnvironment environment() {
        return DataFiles.of(null, System.getenv(), folder, DownloadProgress.NONE);
    }
}
