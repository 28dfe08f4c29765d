// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.NonFiniteConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.data.Batch;
import io.backflow.data.GeneratedData;
import io.backflow.data.GeneratedTask;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import io.backflow.data.internal.task.AddingTask;
import io.backflow.data.internal.task.CopyTask;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.result.internal.Metric;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Against loops over one sequence at a time, without batches or masks, and by DL4J's own layers. */
class EvaluatorTest {

    /**
     * Float outputs of a batched and of a single forward pass differ by a few units in the last place, ours and DL4J's
     * too.
     */
    private static final double FLOAT_ROUNDING = 1e-5;

    private static final int COUNT = 23;

    private static MultiLayerNetwork network(SequenceData data, long seed) {
        JobConfig job = Tiny.job(Tiny.ORDER, Tiny.LSTM, Tiny.training(), NonFiniteConfig.DEFAULT, seed);
        return NetworkBuilder.build(job, data);
    }

    /** The same network with our layers, as runs have it. */
    private static MultiLayerNetwork installed(SequenceData data, long seed) {
        MultiLayerNetwork network = network(data, seed);
        RecurrentLayers.install(network);
        return network;
    }

    /** The outputs for one sequence, [step][channel]; only the last step where one answer is asked. */
    private static float[][] output(MultiLayerNetwork network, float[][] inputs) {
        INDArray features = Nd4j.create(1, inputs[0].length, inputs.length);
        for (int step = 0; step < inputs.length; step++) {
            for (int channel = 0; channel < inputs[step].length; channel++) {
                features.putScalar(new int[] {0, channel, step}, inputs[step][channel]);
            }
        }
        INDArray output = network.output(features);
        return output.rank() == 2
                ? output.toFloatMatrix()
                : output.slice(0).transpose().toFloatMatrix();
    }

    private static Map<String, Double> evaluate(SequenceData data, MultiLayerNetwork network, int batchSize) {
        return new Evaluator(data)
                .evaluate(network, data.test(batchSize), new Cancellation())
                .figures();
    }

    @ParameterizedTest
    @CsvSource({
        "CLASSIFY_SEQUENCE, 1, 5",
        "CLASSIFY_SEQUENCE, 2, 100",
        "CLASSIFY_STEPS, 3, 5",
        "CLASSIFY_STEPS, 4, 1",
    })
    void countsClassesAndMeasuresSurprise(SequenceData.Objective objective, long seed, int batchSize) {
        Sequences sequences = new Sequences(objective, COUNT, seed);
        MultiLayerNetwork network = network(sequences.data(), seed);
        int right = 0;
        int all = 0;
        double nats = 0;
        for (int i = 0; i < COUNT; i++) {
            float[][] output = output(network, sequences.inputs(i));
            for (int step = 0; step < output.length; step++) {
                int truth = largest(sequences.targets(i)[step]);
                right += largest(output[step]) == truth ? 1 : 0;
                nats -= Math.log(output[step][truth]);
                all++;
            }
        }
        Map<String, Double> figures = evaluate(sequences.data(), installed(sequences.data(), seed), batchSize);
        assertThat(figures.get("accuracy")).isCloseTo((double) right / all, within(1e-12));
        assertThat(figures.get("loss")).isCloseTo(nats / all, within(FLOAT_ROUNDING));
        if (objective.everyStep()) {
            assertThat(figures.get("bitsPerStep")).isCloseTo(nats / all / Math.log(2), within(FLOAT_ROUNDING));
        }
        assertThat(figures)
                .containsKeys("macroF1", "balancedAccuracy", "majorityAccuracy")
                .hasSize(objective.everyStep() ? 7 : 5);
    }

    private static int largest(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    @ParameterizedTest
    @CsvSource({"REGRESS_SEQUENCE, 1, 5", "REGRESS_SEQUENCE, 2, 1", "REGRESS_STEPS, 3, 5", "REGRESS_STEPS, 4, 100"})
    void averagesSquaredErrors(SequenceData.Objective objective, long seed, int batchSize) {
        Sequences sequences = new Sequences(objective, COUNT, seed);
        MultiLayerNetwork network = network(sequences.data(), seed);
        double squares = 0;
        int all = 0;
        for (int i = 0; i < COUNT; i++) {
            float[][] output = output(network, sequences.inputs(i));
            for (int step = 0; step < output.length; step++) {
                for (int channel = 0; channel < Sequences.CHANNELS; channel++) {
                    double error = output[step][channel] - sequences.targets(i)[step][channel];
                    squares += error * error;
                    all++;
                }
            }
        }
        Map<String, Double> figures = evaluate(sequences.data(), installed(sequences.data(), seed), batchSize);
        assertThat(figures)
                .containsOnlyKeys("mse", "loss", "mae", "meanMse", "r2", "relativeSquaredError", "correlation");
        assertThat(figures.get("mse")).isCloseTo(squares / all, within(FLOAT_ROUNDING));
        assertThat(figures.get("loss")).isEqualTo(figures.get("mse"));
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "2, 7", "3, 100"})
    void countsAnswersWithinTheTolerance(long seed, int batchSize) {
        SequenceData data = new GeneratedData(new AddingTask(5, AddingTask.Variant.TCN), 1, 60);
        MultiLayerNetwork network = network(data, seed);
        network.getLayer(1).getParam("b").assign(1f); // the mean of all targets: some are near, some far
        int right = 0;
        DataSetIterator single = data.test(1);
        while (single.hasNext()) {
            DataSet sequence = single.next();
            double error = network.output(sequence.getFeatures()).getDouble(0)
                    - sequence.getLabels().getDouble(0);
            right += error * error <= AddingTask.ERROR_TOLERANCE ? 1 : 0;
        }
        assertThat(right).isBetween(1, 59);
        assertThat(evaluate(data, network, batchSize).get("withinTolerance")).isEqualTo(right / 60.0);
    }

    /**
     * The same outputs for every sequence, so that what is recalled is right where the symbols happen to be that one.
     */
    @ParameterizedTest
    @CsvSource({"2, 1, 10", "3, 2, 7", "1, 3, 100"})
    void countsWhatIsRecalled(int symbols, long seed, int batchSize) {
        SequenceData data = new GeneratedData(new CopyTask(3, symbols, 2), 1, 60);
        MultiLayerNetwork network = network(data, seed);
        network.getLayer(1).getParam("b").putScalar(1, 2f); // mostly the second value, never a blank
        long symbolsRight = 0;
        int sequencesRight = 0;
        DataSetIterator single = data.test(1);
        while (single.hasNext()) {
            DataSet sequence = single.next();
            INDArray output = network.output(sequence.getFeatures());
            int right = 0;
            for (int step = 3 + symbols; step < 3 + 2 * symbols; step++) {
                right += largest(step(output, step)) == largest(step(sequence.getLabels(), step)) ? 1 : 0;
            }
            symbolsRight += right;
            sequencesRight += right == symbols ? 1 : 0;
        }
        assertThat(sequencesRight).isBetween(1, 59);
        Map<String, Double> figures = evaluate(data, network, batchSize);
        assertThat(figures.get("recallAccuracy")).isEqualTo(symbolsRight / (60.0 * symbols));
        assertThat(figures.get("sequencesRight")).isEqualTo(sequencesRight / 60.0);
        assertThat(figures.get("success")).isZero();
        assertThat(Evaluator.metricOf(data)).isEqualTo(Metric.RECALL_ACCURACY);
    }

    private static float[] step(INDArray sequence, int step) {
        float[] values = new float[(int) sequence.size(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = sequence.getFloat(0, i, step);
        }
        return values;
    }

    /** Sequences whose answer is always 1, so that a bias alone gets as many right as it is told. */
    @ParameterizedTest
    @CsvSource({"1, 1", "0.995, 1", "0.99, 0", "0.5, 0"})
    void callsLessThanOnePercentOfErrorsASuccess(double shareRight, double success) {
        GeneratedTask task = new GeneratedTask() {
            private int written;

            @Override
            public String name() {
                return "mostly-one";
            }

            @Override
            public String definition() {
                return "mostly 1";
            }

            @Override
            public SequenceData.Shape shape() {
                return new SequenceData.Shape(1, 2, SequenceData.Objective.CLASSIFY_SEQUENCE);
            }

            @Override
            public int length() {
                return 1;
            }

            @Override
            public List<String> labels() {
                return List.of("0", "1");
            }

            @Override
            public OptionalDouble errorTolerance() {
                return OptionalDouble.empty();
            }

            @Override
            public void write(SplitMix random, Batch batch, int row) {
                batch.target(row, written++ < 200 * shareRight ? 1 : 0, 1f);
            }
        };
        SequenceData data = new GeneratedData(task, 1, 200);
        MultiLayerNetwork network = network(data, 1);
        network.getLayer(1).getParam("b").putScalar(1, 50f);
        Map<String, Double> figures = evaluate(data, network, 7);
        assertThat(figures).containsEntry("accuracy", shareRight).containsEntry("success", success);
    }

    @ParameterizedTest
    @EnumSource(SequenceData.Objective.class)
    void hasNoFigureForAnOutputThatIsNotFinite(SequenceData.Objective objective) {
        SequenceData data = new Sequences(objective, COUNT, 1).data();
        MultiLayerNetwork network = network(data, 1);
        network.params().putScalar(0, Float.NaN);
        assertThat(evaluate(data, network, 5)).isEmpty();
    }

    @Test
    void aSureMistakeCostsNoMoreThanDl4jsOwnLossSays() {
        SequenceData data = new Sequences(SequenceData.Objective.CLASSIFY_STEPS, COUNT, 1).data();
        MultiLayerNetwork network = network(data, 1);
        network.getLayer(1)
                .getParam("b")
                .assign(Nd4j.createFromArray(0f, 0f, 1e6f).reshape(1, 3));
        // DL4J clips probabilities at 1e-10.
        assertThat(evaluate(data, network, 5).get("loss")).isBetween(1.0, -Math.log(1e-10));
    }

    @Test
    void stopsWhenAsked() {
        Sequences sequences = new Sequences(SequenceData.Objective.CLASSIFY_STEPS, COUNT, 1);
        SequenceData data = sequences.data();
        MultiLayerNetwork network = network(data, 1);
        Cancellation cancellation = new Cancellation();
        cancellation.request();
        Findings found = new Evaluator(data).evaluate(network, data.test(2), cancellation);
        assertThat(found.complete()).isFalse();
        assertThat(found.figures()).isEmpty();
        assertThat(sequences.asked()).hasSizeLessThan(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesTrainingAsItWas(boolean install) {
        SequenceData data = new Sequences(SequenceData.Objective.CLASSIFY_STEPS, COUNT, 1).data();
        MultiLayerNetwork evaluated = install ? installed(data, 1) : network(data, 1);
        MultiLayerNetwork plain = install ? installed(data, 1) : network(data, 1);
        DataSetIterator batches = data.training(4, 1);
        while (batches.hasNext()) {
            DataSet batch = batches.next();
            evaluated.fit(batch);
            evaluate(data, evaluated, 5);
            plain.fit(batch);
        }
        assertThat(evaluated.params().toFloatVector()).isEqualTo(plain.params().toFloatVector());
    }
}
