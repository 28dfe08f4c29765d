// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.JobConfig;
import io.backflow.record.Row;
import io.backflow.run.internal.fit.FittedNetwork;
import io.backflow.yaml.internal.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Several minibatches for one update. */
class AccumulationTest {

    /** Sums of the same floats in another order, which Sgd's four steps carry on. */
    private static final double FLOAT_ROUNDING = 2e-6;

    /** The same of doubles; Adam divides by the root of a sum, and so is more sensitive. */
    private static final double DOUBLE_ROUNDING = 1e-12;

    @TempDir
    private Path folder;

    private JobConfig job(String task, String training, String more) throws IOException {
        return new ConfigReader()
                .readJob(Files.writeString(folder.resolve("tiny.yaml"), """
                task: %s
                cell: {type: lstm, units: 5}
                training: {updater: {type: sgd, learningRate: 0.5}, %s}
                recording: {every: 1}
                checkpoint: {every: 0}
                %s
                """.formatted(task, training, more)));
    }

    /**
     * Three minibatches of two are one of six: parameters, losses and norms, whatever is masked, and clipped as one
     * gradient, also by threshold for each labelled step, of which the minibatches have unequal numbers.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {type: temporal-order, length: 10, maxLength: 20, testSequences: 9} | {type: global-norm, maxNorm: 0.1}
            {type: reber, testSequences: 9}   | {type: global-norm, maxNorm: 0.01, scale: per-step}
            """)
    void isOneLargeMinibatch(String task, String clipping) throws IOException {
        String more = "clipping: " + clipping;
        Tiny.in(folder.resolve("large")).train(job(task, "batchSize: 6, iterations: 4", more));
        Tiny.in(folder.resolve("parts")).train(job(task, "batchSize: 2, iterations: 4, accumulate: 3", more));
        MultiLayerNetwork large = Runs.load(folder.resolve("large"));
        MultiLayerNetwork parts = Runs.load(folder.resolve("parts"));
        assertThat(parts).isExactlyInstanceOf(MultiLayerNetwork.class);
        assertThat(parts.getIterationCount())
                .isEqualTo(large.getIterationCount())
                .isEqualTo(4);
        assertThat(largestDifference(large.params(), parts.params())).isLessThan(FLOAT_ROUNDING);
        assertSameNumbers("metrics.jsonl");
        assertSameNumbers("gradients.jsonl");
        assertThat(Files.readString(folder.resolve("parts/clipping.jsonl"))
                        .lines()
                        .count())
                .as("clipped")
                .isEqualTo(4);
    }

    private void assertSameNumbers(String file) {
        List<Row> large = Runs.rows(folder.resolve("large").resolve(file));
        List<Row> parts = Runs.rows(folder.resolve("parts").resolve(file));
        assertThat(parts).hasSameSizeAs(large).isNotEmpty();
        for (int i = 0; i < large.size(); i++) {
            String line = large.get(i).toString();
            List<Double> expected = numbers(line);
            List<Double> found = numbers(parts.get(i).toString());
            assertThat(found).as(line).hasSameSizeAs(expected);
            for (int k = 0; k < found.size(); k++) {
                assertThat(found.get(k))
                        .as("number %d of %s", k, line)
                        .isCloseTo(expected.get(k), within(1e-4 * (1 + Math.abs(expected.get(k)))));
            }
        }
    }

    private static List<Double> numbers(String line) {
        return Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?(?:E-?[0-9]+)?")
                .matcher(line)
                .results()
                .map(found -> Double.valueOf(found.group()))
                .toList();
    }

    private static double largestDifference(INDArray one, INDArray other) {
        return one.sub(other).amaxNumber().doubleValue();
    }

    /** With DL4J's own layers in double, where rounding hides nothing; and listeners hear of one update. */
    @Test
    void sumsAsDl4jsUpdaterDoes() {
        FittedNetwork summing = new FittedNetwork(configuration());
        MultiLayerNetwork plain = new MultiLayerNetwork(configuration());
        summing.init();
        plain.init();
        List<String> heard = new ArrayList<>();
        summing.setListeners(new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
                heard.add("gradient of " + model.batchSize());
            }

            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                heard.add("update " + iteration);
            }
        });
        DataSet all =
                new DataSet(Nd4j.rand(DataType.DOUBLE, 7, 3, 5), Nd4j.rand(DataType.DOUBLE, 7, 2, 5), null, mask());
        for (int update = 0; update < 3; update++) {
            plain.fit(all);
            summing.accumulate(rows(all, 0, 1));
            summing.accumulate(rows(all, 1, 4));
            summing.fitSum(rows(all, 4, 7));
            assertThat(largestDifference(plain.params(), summing.params())).isLessThan(DOUBLE_ROUNDING);
            assertThat(summing.score()).isCloseTo(plain.score(), within(DOUBLE_ROUNDING));
        }
        assertThat(heard)
                .containsExactly("gradient of 7", "update 0", "gradient of 7", "update 1", "gradient of 7", "update 2");
        assertThat(summing.batchSize()).as("after the update").isEqualTo(3);
    }

    private static MultiLayerConfiguration configuration() {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Adam(0.01))
                .list()
                .layer(new LSTM.Builder()
                        .nIn(3)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .dataFormat(RNNFormat.NCW)
                        .build())
                .build();
    }

    private static INDArray mask() {
        INDArray mask = Nd4j.ones(DataType.DOUBLE, 7, 5);
        mask.putScalar(2, 4, 0);
        mask.putScalar(6, 3, 0);
        mask.putScalar(6, 4, 0);
        return mask;
    }

    private static DataSet rows(DataSet all, int from, int to) {
        return new DataSet(
                all.getFeatures().get(NDArrayIndex.interval(from, to)).dup(),
                all.getLabels().get(NDArrayIndex.interval(from, to)).dup(),
                null,
                all.getLabelsMaskArray().get(NDArrayIndex.interval(from, to)).dup());
    }

    /** Checkpoints are between updates: of three updates an epoch, the last of fewer minibatches. */
    @Test
    void goesOnExactlyAndEndsWithTheEpoch() throws IOException {
        Files.writeString(folder.resolve("text.txt"), "the cat sat on the mat, a rat sat on a hat. ".repeat(3));
        String task = "{type: text, file: %s, sequenceLength: 6, validationFraction: 0.1, testFraction: 0.1}"
                .formatted(folder.resolve("text.txt"));
        JobConfig job = job(task, "batchSize: 3, epochs: 2, accumulate: 2", "flow: {every: 1}");
        Tiny.in(folder.resolve("whole")).train(job);
        int sequences = 132 * 8 / 10 / 6 - 1; // 16: minibatches of 3, 3 | 3, 3 | 3, 1
        assertThat(sequences).isEqualTo(16);
        assertThat(Runs.load(folder.resolve("whole")).getIterationCount()).isEqualTo(6);
        assertThat(Runs.rows(folder.resolve("whole/flow.jsonl"))).hasSize(6);
        Tiny.in(folder.resolve("parts")).stopping("tiny", 3).train(job);
        Tiny.in(folder.resolve("parts")).stopping("tiny", 9).train(job);
        Tiny.in(folder.resolve("parts")).train(job);
        Runs.assertSameRuns(folder.resolve("whole"), folder.resolve("parts"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            accumulate: 0 | none | training.accumulate must be between 1 and 1000000, got 0
            'accumulate: 2, bptt: {type: truncated, length: 3}' | none | training.accumulate must be left out where \
            bptt is truncated: each segment of a minibatch is an update, got 2
            'accumulate: 2, stateful: true' | none | training.accumulate must be left out where stateful is true: \
            each minibatch is a segment, and an update, got 2
            accumulate: 2 | vanishing-gradient | training.accumulate must be left out with regularizer \
            'vanishing-gradient', which is a mean over a minibatch and no sum, got 2
            """)
    void refusesWhatIsNoSum(String training, String regularizer, String problem) throws IOException {
        String yaml = """
                task: {type: text, dataset: tinyshakespeare}
                cell: simple-rnn
                regularizer: %s
                training: {epochs: 1, %s}
                """.formatted(regularizer, training);
        Path file = Files.writeString(folder.resolve("bad.yaml"), yaml);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new ConfigReader().readJob(file))
                .withMessageContaining(problem);
    }
}
