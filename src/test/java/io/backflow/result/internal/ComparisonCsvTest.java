// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.record.Row;
import io.backflow.result.internal.FlowSummary.Layer;
import io.backflow.result.internal.FlowSummary.Moment;
import io.backflow.run.internal.Runs;
import io.backflow.store.internal.Environment;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunIdentity;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonCsvTest {

    private static final double INFINITE = Double.POSITIVE_INFINITY;
    private static final FlowSummary FLOW =
            flow(new Layer("vanishing", 0.5, 1, 1e-9, 30), new Layer("healthy", 1.5, INFINITE, 2.25, 30, 12));
    private static final FlowSummary DIVERGING = flow(
            new Layer("vanishing", 0.25, 0.5, 1e-18, 30),
            new Layer("diverged", Double.NaN, Double.NaN, Double.NaN, 30));

    @TempDir
    private Path folder;

    private static FlowSummary flow(Layer start, Layer end) {
        return new FlowSummary(
                new Moment(0, start.verdict(), Map.of("rnn0", start)),
                new Moment(99, end.verdict(), Map.of("rnn0", end)),
                Map.of());
    }

    private static RunSummary order(long seed, RunStatus status, Map<String, Double> figures, FlowSummary flow) {
        return new RunSummary(
                "order",
                "tanh",
                "none",
                seed,
                status,
                status == RunStatus.DIVERGED ? "The loss, it is NaN" : "",
                3054,
                100,
                Metric.ACCURACY,
                figures,
                0.5 * seed,
                0.25,
                seed - 1,
                flow,
                2.0);
    }

    private static RunSummary text() {
        return new RunSummary(
                "text",
                "lstm, wide",
                "none",
                1,
                RunStatus.FINISHED,
                "",
                40,
                100,
                Metric.BITS_PER_STEP,
                Map.of("bitsPerStep", 2.5),
                0.5,
                0.25,
                0,
                FlowSummary.NONE,
                2.0);
    }

    private static final List<RunSummary> RUNS = List.of(
            order(1, RunStatus.FINISHED, Map.of("accuracy", 0.75, "success", 1.0), FLOW),
            order(2, RunStatus.DIVERGED, Map.of("success", 0.0), DIVERGING),
            text());

    private List<String> write(List<RunSummary> runs, String file) throws IOException {
        Path path = folder.resolve("run");
        RunIdentity identity = new RunIdentity("of a test", Environment.describe(Map.of()));
        try (RunDirectory directory = RunDirectory.open(path, identity, true, Clock.systemUTC())) {
            ComparisonCsv.write(new ComparisonResult(path, runs, RunStatus.RUNNING, ""), directory);
        }
        assertThat(Runs.filesIn(path)).noneMatch(name -> name.endsWith(".tmp"));
        return Files.readAllLines(path.resolve(file));
    }

    @Test
    void hasARowForEachArm() throws IOException {
        assertThat(write(RUNS, "arms.csv"))
                .containsExactly(
                        "task,cell,clipping,parameters,runs,diverged,metric,testedParameters,mean,standardDeviation,success,"
                                + "medianLayerGradientNorm,shareClipped,nonFiniteUpdates,meanTrainingSeconds,"
                                + "start.rate,start.halfLife,start.verdicts,end.rate,end.halfLife,end.verdicts",
                        "order,tanh,none,3054,2,1,accuracy,last,NaN,NaN,0.5,0.75,0.25,1,2.0,"
                                + "0.375," + Math.log(0.5) / Math.log(0.375)
                                + ",2 vanishing,1.5,Infinity,\"1 healthy, 1 diverged\"",
                        "text,\"lstm, wide\",none,40,1,0,bitsPerStep,last,2.5,,,0.5,0.25,0,2.0,,,,,,");
    }

    @Test
    void hasARowForEachRunWithTheFiguresOfEveryTask() throws IOException {
        assertThat(write(RUNS, "runs.csv"))
                .containsExactly(
                        "task,cell,clipping,seed,status,reason,parameters,updates,metric,testedParameters,value,success,"
                                + "medianLayerGradientNorm,shareClipped,nonFiniteUpdates,trainingSeconds,"
                                + "start.update,start.verdict,start.rate,start.halfLife,start.arrived,start.lags,"
                                + "start.stepsClipped,end.update,end.verdict,end.rate,end.halfLife,end.arrived,end.lags,"
                                + "end.stepsClipped,"
                                + "test.accuracy,test.bitsPerStep",
                        "order,tanh,none,1,finished,\"\",3054,100,accuracy,last,0.75,1.0,0.5,0.25,0,2.0,"
                                + "0,vanishing,0.5,1.0,1.0E-9,30,0,99,healthy,1.5,Infinity,2.25,30,12,0.75,",
                        "order,tanh,none,2,diverged,\"The loss, it is NaN\",3054,100,accuracy,last,NaN,0.0,1.0,0.25,1,2.0,"
                                + "0,vanishing,0.25,0.5,1.0E-18,30,0,99,diverged,NaN,NaN,NaN,30,0,,",
                        "text,\"lstm, wide\",none,1,finished,\"\",40,100,bitsPerStep,last,2.5,,0.5,0.25,0,2.0,"
                                + ",,,,,,,,,,,,,,,2.5");
    }

    @Test
    void noFileIsWrittenAsLongAsThereIsNoRun() throws IOException {
        Path path = folder.resolve("run");
        try (RunDirectory directory = RunDirectory.open(
                path, new RunIdentity("", Environment.describe(Map.of())), false, Clock.systemUTC())) {
            ComparisonCsv.write(new ComparisonResult(path, List.of(), RunStatus.INTERRUPTED, "early"), directory);
        }
        assertThat(Runs.filesIn(path)).noneMatch(name -> name.endsWith(".csv"));
    }

    @Test
    void anArmOfRunsThatDivergedAtOnceHasFlowAllTheSame() {
        Layer lost = new Layer("diverged", Double.NaN, Double.NaN, Double.NaN, 30);
        Row row = ComparisonCsv.arms(ArmSummary.group(
                        List.of(order(1, RunStatus.DIVERGED, Map.of("success", 0.0), flow(lost, lost)))))
                .get(0);
        assertThat(row.number("start.rate")).isNaN();
        assertThat(row.text("end.verdicts")).isEqualTo("1 diverged");
        assertThat(row.number("success")).isZero();
    }
}
