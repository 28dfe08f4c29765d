// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.run.internal.Cancellation;
import io.backflow.run.internal.RunPlace;
import io.backflow.run.internal.RunProgress;
import io.backflow.run.internal.cluster.ClusterPlace;
import io.backflow.store.internal.Checkpoint;
import io.backflow.store.internal.RunStatus;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a cluster of processes, of which some are killed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunsOnCluster {

    private static final int RUNS = 4;
    private static final int ITERATIONS = 600;

    @TempDir
    static Path folder;

    private static Path config = Path.of("");
    private static Path here = Path.of("");
    private static @Nullable LoopbackCluster cluster;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        cluster = new LoopbackCluster(Files.createDirectories(folder.resolve("cluster")));
        config = TestGrids.config(folder, TestGrids.sequences(folder), ITERATIONS, 1);
        here = folder.resolve("here");
        assertThat(TestGrids.compare(config, here, RunPlace.here()).runs()).hasSize(RUNS);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static LoopbackCluster cluster() {
        LoopbackCluster running = cluster;
        if (running == null) {
            throw new IllegalStateException("no cluster");
        }
        return running;
    }

    @Test
    @Order(1)
    void leavesTheFilesOfOneMachineAndLogsAlsoWithSpeculation(@TempDir Path there) throws IOException {
        Speculative.SEEN.set(0);
        try (ClusterPlace spark = new SparkPlace(
                cluster()
                        .options(
                                null,
                                "spark.speculation",
                                "true",
                                "spark.speculation.interval",
                                "50ms",
                                "spark.speculation.multiplier",
                                "0.01",
                                "spark.speculation.quantile",
                                "0.5",
                                "spark.speculation.minTaskRuntime",
                                "2s",
                                "spark.extraListeners",
                                Speculative.class.getName()),
                new SlowOnce())) {
            TestGrids.compare(config, there, spark);
        }

        assertThat(TestGrids.differences(here, there, false)).isEmpty();
        assertThat(there.resolve(RunsAway.INCOMING)).doesNotExist();
        assertThat(Speculative.SEEN).hasPositiveValue();
        List<String> logs = texts(there, RunTask.LOG);
        assertThat(logs).hasSize(RUNS).allMatch(log -> log.contains("/seed-1 on "));
        assertThat(String.join("", logs)).contains("SequencesData: ");
        assertThat(cluster().executorLogs()).doesNotContain("SequencesData: ");
        assertThat(texts(there, RunTask.EXECUTOR))
                .allMatch(text -> text.contains("\"java\" : \"" + Runtime.version() + "\""));
    }

    @Test
    @Order(3)
    void goesOnFromTheLastCheckpointWhenAnExecutorIsKilled(@TempDir Path there) throws IOException {
        Path grid = there.resolve("grid");
        Path shared = there.resolve("shared");
        try (ClusterPlace spark = new SparkPlace(cluster().options(shared), new KilledOnce())) {
            TestGrids.compare(config, grid, spark);
        }

        assertThat(TestGrids.differences(here, grid, true)).isEmpty();
        try (Stream<Path> left = Files.list(shared)) {
            assertThat(left).isEmpty();
        }
        assertThat(String.join("", texts(grid, RunTask.LOG))).containsOnlyOnce("goes on from an attempt before");
    }

    @Test
    @Order(4)
    void makesRunsAgainWhenAWorkerIsKilled(@TempDir Path there) throws IOException {
        AtomicInteger ended = new AtomicInteger();
        RunProgress kills = new RunProgress() {
            @Override
            public void ended(String job, RunStatus status) {
                if (ended.incrementAndGet() == 1) {
                    inBackground(() -> cluster().killWorker(0));
                }
            }
        };
        try (ClusterPlace spark = new SparkEngine().open(cluster().options(null))) {
            TestGrids.compare(config, there, spark, new Cancellation(), kills);
        } finally {
            cluster().addWorker();
        }

        assertThat(TestGrids.differences(here, there, false)).isEmpty();
    }

    @Test
    @Order(5)
    void goesOnWhenTheDriverIsInterruptedAndStartedAgain(@TempDir Path there) throws Exception {
        Path grid = there.resolve("grid");
        Path log = there.resolve("driver.log");
        Process first = driver(log, grid);
        awaitFile(grid, RunTask.EXECUTOR);
        first.destroy(); // SIGTERM
        assertThat(first.waitFor(2, TimeUnit.MINUTES)).isTrue();
        long over = texts(grid, RunTask.EXECUTOR).size();
        assertThat(over).isBetween(1L, RUNS - 1L);
        assertThat(Files.readString(grid.resolve("status.json"))).contains("interrupted");

        Process second = driver(log, grid);
        assertThat(second.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(second.exitValue()).as(Files.readString(log)).isZero();
        assertThat(TestGrids.differences(here, grid, false)).isEmpty();
    }

    /** Starts the program as somebody does who has the jar and Spark. */
    private static Process driver(Path log, Path grid) throws IOException {
        String jar = System.getProperty("backflow.spark.jar", "");
        List<String> classes = new ArrayList<>();
        if (jar.isEmpty()) {
            classes.add(System.getProperty("java.class.path"));
        } else {
            classes.add(jar);
            classes.addAll(LoopbackCluster.sparkJars());
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                String.join(File.pathSeparator, classes),
                "io.backflow.cli.Main",
                "compare",
                config.toString(),
                "--run-dir",
                grid.toString(),
                "--spark",
                cluster().address()));
        cluster().settings().forEach((key, value) -> {
            command.add("--spark-conf");
            command.add(key + "=" + value);
        });
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static List<String> texts(Path directory, String name) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(each -> each.endsWith(name)).toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    /** Something that may be interrupted or fail. */
    private interface Step {

        void take() throws IOException, InterruptedException;
    }

    private static Thread inBackground(Step step) {
        Thread thread = new Thread(() -> {
            try {
                step.take();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitFile(Path below, String name) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (System.nanoTime() < end) {
            if (Files.isDirectory(below) && has(below, name)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new IOException("no " + name + " in " + below);
    }

    /** Trains, and does something to the first attempt at the last run. */
    private abstract static class DisturbedOnce implements Work {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean carryOut(
                RunOrder order,
                Common common,
                ExecutorEnd executor,
                Path directory,
                RunProgress progress,
                Cancellation cancellation)
                throws IOException {
            boolean disturbed = order.number() == RUNS - 1 && TaskContext.get().attemptNumber() == 0;
            RunProgress told = disturbed ? disturb(directory, progress) : progress;
            return new Training().carryOut(order, common, executor, directory, told, cancellation);
        }

        /** Returns what the attempt tells its progress. */
        abstract RunProgress disturb(Path directory, RunProgress progress) throws IOException;
    }

    /** Holds it up until another was faster. */
    private static final class SlowOnce extends DisturbedOnce {

        private static final int SECONDS = 40;
        private static final long serialVersionUID = 1L;

        @Override
        RunProgress disturb(Path directory, RunProgress progress) throws IOException {
            try {
                TimeUnit.SECONDS.sleep(SECONDS);
            } catch (InterruptedException e) {
                throw new IOException("Spark ends the slower attempt", e);
            }
            return progress;
        }
    }

    /** Kills its executor (SIGKILL) when it has a checkpoint. */
    private static final class KilledOnce extends DisturbedOnce {

        private static final long serialVersionUID = 1L;

        @Override
        RunProgress disturb(Path directory, RunProgress progress) {
            return new RunProgress() {
                @Override
                public void advanced(String job, long done, double loss) {
                    if (Files.exists(directory.resolve(Checkpoint.FILE))) {
                        killThisProcess();
                    }
                }
            };
        }

        private static void killThisProcess() {
            try {
                new ProcessBuilder(
                                "kill",
                                "-KILL",
                                Long.toString(ProcessHandle.current().pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static boolean has(Path below, String name) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.anyMatch(file -> file.endsWith(name));
        } catch (UncheckedIOException | NoSuchFileException e) {
            return false; // a folder was removed meanwhile
        }
    }

    /** Counts attempts at what goes on already. */
    public static final class Speculative extends SparkListener {

        static final AtomicInteger SEEN = new AtomicInteger();

        @Override
        public void onTaskStart(SparkListenerTaskStart start) {
            if (start.taskInfo().speculative()) {
                SEEN.incrementAndGet();
            }
        }
    }
}
