// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.JobConfig;
import io.backflow.data.SequenceData;
import io.backflow.result.internal.Metric;
import io.backflow.result.internal.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** From a file to the figures, which are formed again from what the saved network answers. */
class StepsAndForecastsTest {

    private static final String REST = """
            cell: {type: lstm, units: 3}
            training: {batchSize: 2, iterations: 4, updater: {type: adam, learningRate: 0.01}}
            """;

    @TempDir
    private Path folder;

    private JobConfig job(String task) throws IOException {
        return new ConfigReader().readJob(Files.writeString(folder.resolve("job.yaml"), "task: " + task + "\n" + REST));
    }

    /** Returns the only batch of the test part. */
    private DataSet test(JobConfig job) {
        DataSetIterator test = job.task().open(Tiny.in(folder).environment()).test(100);
        DataSet only = test.next();
        assertThat(test.hasNext()).isFalse();
        return only;
    }

    @Test
    void labelsOfStepsAreScoredAsTheNatsOfAStep() throws IOException {
        String pieces = "[[[60], [60, 64], [], [67, 108]], [[21], [22, 60], [60]]]";
        Path file = Files.writeString(
                folder.resolve("rolls.json"),
                "{\"train\": %s, \"valid\": %s, \"test\": %s}".formatted(pieces, pieces, pieces));
        JobConfig job = job("{type: piano-roll, file: " + file + "}");
        RunSummary summary = Tiny.in(folder.resolve("a")).train(job);
        assertThat(summary.metric()).isEqualTo(Metric.NATS_PER_STEP);

        DataSet test = test(job);
        INDArray output = Runs.load(folder.resolve("a"))
                .output(test.getFeatures(), false, test.getFeaturesMaskArray(), test.getLabelsMaskArray());
        double nats = 0;
        int[] lengths = {3, 2}; // a step predicts the next
        for (int row = 0; row < 2; row++) {
            int length = test.getLabelsMaskArray().getRow(row).sumNumber().intValue();
            assertThat(lengths).contains(length);
            for (int step = 0; step < length; step++) {
                for (int key = 0; key < 88; key++) {
                    double p = output.getDouble(row, key, step);
                    nats -= Math.log(test.getLabels().getDouble(row, key, step) == 1 ? p : 1 - p);
                }
            }
        }
        assertThat(summary.figures().get("natsPerStep")).isCloseTo(nats / 5, within(1e-4));
        assertThat(summary.figures()).containsKey("frameAccuracy");
    }

    @Test
    void forecastsAreScoredInTheUnitsOfTheFileBesideTheNaiveOnes() throws IOException {
        Path file = Files.writeString(
                folder.resolve("series.csv"),
                IntStream.range(0, 80)
                        .mapToObj(t -> Long.toString(1000 + 50 * (t % 4) + t))
                        .collect(Collectors.joining("\n", "sold\n", "\n")));
        JobConfig job = job("{type: series, file: " + file + ", targets: [sold], window: 5, horizon: 2, season: 4}");
        RunSummary summary = Tiny.in(folder.resolve("a")).train(job);
        assertThat(summary.metric()).isEqualTo(Metric.MEAN_SQUARED_ERROR);

        DataSet test = test(job);
        INDArray output = Runs.load(folder.resolve("a")).output(test.getFeatures());
        SequenceData data = job.task().open(Tiny.in(folder).environment());
        double squares = 0;
        double absolutes = 0;
        for (int window = 0; window < output.rows(); window++) {
            for (int ahead = 0; ahead < 2; ahead++) {
                double answer =
                        output.getDouble(window, ahead) - test.getLabels().getDouble(window, ahead);
                double error = answer * data.targetDeviation(ahead);
                squares += error * error / output.length();
                absolutes += Math.abs(error) / output.length();
            }
        }
        assertThat(summary.value()).isCloseTo(squares, within(squares * 1e-4));
        assertThat(summary.figures().get("mae")).isCloseTo(absolutes, within(absolutes * 1e-4));
        // A season before differs by what the line rises in it, 4, in training and test alike.
        assertThat(summary.figures().get("mase")).isCloseTo(absolutes / 4, within(absolutes * 1e-4));
        assertThat(summary.figures().get("seasonalNaive4.mase")).isEqualTo(1.0);
        assertThat(summary.figures().get("seasonalNaive4.mae")).isEqualTo(4.0);
        assertThat(summary.figures().get("persistence.mase")).isGreaterThan(1.0);
    }

    @Test
    void severalTargetsAreComparedByTheirScaledErrors() throws IOException {
        Path file = Files.writeString(
                folder.resolve("two.csv"),
                IntStream.range(0, 60)
                        .mapToObj(t -> t % 5 + "," + 1_000_000 * (t % 3))
                        .collect(Collectors.joining("\n", "few,many\n", "\n")));
        RunSummary summary = Tiny.in(folder.resolve("a"))
                .train(job("{type: series, file: " + file + ", targets: [few, many], window: 3}"));
        assertThat(summary.metric()).isEqualTo(Metric.MEAN_ABSOLUTE_SCALED_ERROR);
        // In training, whose 42 rows have 41 differences: 1 but for 8 of 4, and 1 or 2 million.
        double ofFew = (33 + 8 * 4.0) / 41;
        double ofMany = 1e6 * (28 + 13 * 2.0) / 41;
        double mase = (figure(summary, "mae.few") / ofFew + figure(summary, "mae.many") / ofMany) / 2;
        assertThat(summary.value()).isCloseTo(mase, within(1e-9));
    }

    private static double figure(RunSummary summary, String name) {
        return Objects.requireNonNull(summary.figures().get(name), name);
    }
}
