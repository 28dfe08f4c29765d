// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.JobConfig;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.run.internal.fit.TrainingData;
import io.backflow.yaml.internal.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** State that is carried from minibatch to minibatch over a text. */
class StatefulTest {

    /** Of 100 characters 80 are for training: 2 streams of 39 steps, 7 pieces of 6 steps or fewer. */
    private static final String TEXT =
            "the cat sat on the mat, a rat sat on a hat. ".repeat(3).substring(0, 100);

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("text.txt"), TEXT);
    }

    private JobConfig job(String cell, int sequenceLength, String training) throws IOException {
        return new ConfigReader().readJob(Files.writeString(folder.resolve("tiny.yaml"), """
                task: {type: text, file: %s, sequenceLength: %d, validationFraction: 0.1, testFraction: 0.1}
                cell: %s
                clipping: {type: global-norm, maxNorm: 0.5}
                training: {batchSize: 2, %s}
                evaluation: {every: 3}
                flow: {every: 1, jacobians: {every: 2}}
                checkpoint: {every: 0}
                """.formatted(
                        folder.resolve("text.txt"), sequenceLength, cell, training)));
    }

    private SequenceData open(JobConfig job) {
        return TrainingData.of(job.training(), job.task().open(Tiny.in(folder).environment()));
    }

    private static void train(JobConfig job, MultiLayerNetwork network, SequenceData.SeekableIterator batches) {
        MiniBatchLoss loss = new MiniBatchLoss(SequenceData.Objective.CLASSIFY_STEPS, () -> true);
        network.setListeners(loss);
        new TrainingLoop(network, batches, job.training(), new Cancellation(), loss).run(() -> true);
    }

    private static DataSet together(SequenceData.SeekableIterator pieces) {
        List<INDArray> features = new ArrayList<>();
        List<INDArray> labels = new ArrayList<>();
        while (pieces.hasNext()) {
            DataSet piece = pieces.next();
            features.add(piece.getFeatures());
            labels.add(piece.getLabels());
        }
        return new DataSet(
                Nd4j.concat(2, features.toArray(INDArray[]::new)), Nd4j.concat(2, labels.toArray(INDArray[]::new)));
    }

    /**
     * What it is to carry the state: two epochs of pieces change the parameters as truncated BPTT changes them that
     * gets each stream as one long sequence, with segments of the pieces' length, to the last bit.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {type: lstm, units: 5, layers: 2} | 6 | standard                     | 6
            {type: gru, units: 5}             | 6 | standard                     | 6
            {type: simple-rnn, units: 5}      | 4 | {type: truncated, length: 2} | 2
            """)
    void isTruncatedBpttOverTheWholeText(String cell, int pieces, String bptt, int segment) throws IOException {
        JobConfig carried = job(cell, pieces, "epochs: 2, stateful: true, bptt: " + bptt);
        SequenceData data = open(carried);
        MultiLayerNetwork network = NetworkBuilder.buildToTrain(carried, data);
        train(carried, network, data.training(2, 1));

        JobConfig whole = job(cell, pieces, "epochs: 2, bptt: {type: truncated, length: " + segment + "}");
        MultiLayerNetwork reference = NetworkBuilder.buildToTrain(whole, open(whole));
        DataSet text = together(data.training(2, 1));
        assertThat(text.getFeatures().shape()).containsExactly(2, data.inputs(), 39);
        reference.fit(text);
        reference.fit(text);
        assertThat(network.getIterationCount())
                .isEqualTo(reference.getIterationCount())
                .isEqualTo(2 * ((39 - 1) / segment + 1));
        assertThat(network.params().toFloatVector())
                .isEqualTo(reference.params().toFloatVector());
        assertThat(network.rnnGetPreviousState(0)).as("state outside of fit").isEmpty();
    }

    /** Rows of batches are streams: what follows in the text, and begins anew in each epoch, whatever the seed. */
    @Test
    void readsTheTextInStreams() throws IOException {
        SequenceData data = open(job("lstm", 6, "epochs: 1, stateful: true"));
        for (long seed : new long[] {1, 2}) {
            SequenceData.SeekableIterator batches = data.training(2, seed);
            assertThat(batches.batchesPerEpoch()).isEqualTo(7);
            assertThat(characters(together(batches).getFeatures(), data))
                    .containsExactly(TEXT.substring(0, 39), TEXT.substring(39, 78));
            batches.reset();
            assertThat(characters(together(batches).getLabels(), data))
                    .containsExactly(TEXT.substring(1, 40), TEXT.substring(40, 79));
        }
        assertThat(data.test(7).next(1).getFeatures().shape()).containsExactly(1, data.inputs(), 6);
    }

    private static List<String> characters(INDArray oneHot, SequenceData data) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < oneHot.size(0); row++) {
            StringBuilder text = new StringBuilder();
            for (int step = 0; step < oneHot.size(2); step++) {
                for (int channel = 0; channel < oneHot.size(1); channel++) {
                    text.append(
                            oneHot.getDouble(row, channel, step) == 1
                                    ? data.labels().get(channel)
                                    : "");
                }
            }
            rows.add(text.toString());
        }
        return rows;
    }

    /** The loss is that of the whole part read at once; read in pieces without state it is another. */
    @Test
    void evaluatesFromTheStateOn() throws IOException {
        JobConfig job = job("{type: lstm, units: 5}", 4, "epochs: 2, stateful: true");
        SequenceData data = open(job);
        MultiLayerNetwork network = NetworkBuilder.buildToTrain(job, data);
        train(job, network, data.training(2, 1));
        JobConfig once = job("{type: lstm, units: 5}", 9, "epochs: 2");
        SequenceData whole = open(once);
        Map<String, Double> expected = new Evaluator(whole)
                .evaluate(network, whole.test(1), new Cancellation())
                .figures();
        Map<String, Double> figures = new Evaluator(data)
                .evaluate(network, data.test(7), new Cancellation())
                .figures();
        assertThat(figures.get("loss")).isCloseTo(expected.get("loss"), within(1e-6));
        assertThat(figures.get("accuracy")).isEqualTo(expected.get("accuracy"));
        SequenceData apart = open(job("lstm", 3, "epochs: 2")); // three pieces of three steps
        assertThat(new Evaluator(apart)
                        .evaluate(network, apart.test(1), new Cancellation())
                        .figures()
                        .get("loss"))
                .isNotCloseTo(expected.get("loss"), within(1e-4));
    }

    /** Stopped in the middle of an epoch, where the state is not zero; with evaluations between, and the flow. */
    @ParameterizedTest
    @ValueSource(strings = {"{type: lstm, units: 4, layers: 2}", "{type: gru, units: 4}"})
    void goesOnExactly(String cell) throws IOException {
        JobConfig job = job(cell, 6, "epochs: 2, stateful: true, bptt: {type: truncated, length: 3}");
        Tiny.in(folder.resolve("whole")).train(job);
        Tiny.in(folder.resolve("parts")).stopping("tiny", 2).train(job);
        Tiny.in(folder.resolve("parts")).stopping("tiny", 10).train(job);
        Tiny.in(folder.resolve("parts")).train(job);
        Runs.assertSameRuns(folder.resolve("whole"), folder.resolve("parts"));
    }

    @Test
    void refusesWhatHasNoStreams() throws IOException {
        Path order = Files.writeString(folder.resolve("order.yaml"), """
                task: {type: temporal-order, length: 10}
                cell: lstm
                training: {iterations: 3, stateful: true}
                """);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new ConfigReader().readJob(order))
                .withMessageContaining(
                        "3:37  training.stateful must be left out where sequences are no parts of one text");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> job("lstm", 6, "epochs: 1, batching: shuffled, stateful: true"))
                .withMessageContaining("training.batching must be left out where stateful is true");
        Files.writeString(folder.resolve("text.txt"), "abcdefghijabcdefghij");
        JobConfig many = new ConfigReader()
                .readJob(Files.writeString(folder.resolve("many.yaml"), """
                task: {type: text, file: %s, sequenceLength: 1, validationFraction: 0.1, testFraction: 0.1}
                cell: lstm
                training: {batchSize: 16, epochs: 1, stateful: true}
                """.formatted(folder.resolve("text.txt"))));
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Tiny.in(folder.resolve("many")).train(many))
                .withMessageContaining("too short for training.batchSize 16 with state carried over");
        assertThat(folder.resolve("many")).doesNotExist();
    }
}
