// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.data.DataEnvironment;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.ExperimentOptions;
import io.backflow.run.internal.GridRun;
import io.backflow.run.internal.NativeThreads;
import io.backflow.run.internal.cluster.ClusterException;
import io.backflow.run.internal.cluster.ClusterOptions;
import io.backflow.run.internal.cluster.ClusterPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** The executors of a Spark application, which begins when the first run is to be carried out. */
final class SparkPlace implements ClusterPlace {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 8;
    private static final long LOOK_EVERY_MILLIS = 100;

    /** How long runs that were asked to stop are waited for, which save checkpoints where there is a shared folder. */
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final ClusterOptions options;
    private final Work work;
    private @Nullable SeenFiles seen;
    private @Nullable Application application;

    SparkPlace(ClusterOptions options, Work work) {
        this.options = options;
        this.work = work;
    }

    @Override
    public DataEnvironment data(DataEnvironment here) {
        seen = new SeenFiles(here);
        return seen;
    }

    @Override
    public void carryOut(List<GridRun> runs, ExperimentOptions experiment, BiConsumer<Integer, RunSummary> over) {
        if (runs.isEmpty() || experiment.cancellation().isRequested()) {
            return;
        }
        Application spark = application(String.valueOf(experiment.directory().getFileName()));
        Sending.check(runs, Settings.coresPerRun(spark.context().getConf()));
        try {
            carryOut(spark, runs, experiment, over);
        } catch (IllegalStateException | NullPointerException e) { // by what of it is used first
            throw spark.context().sc().isStopped() ? stopped(e) : e;
        }
    }

    /** Spark stops its context when no master takes the application, and says so only to those who then use it. */
    private ClusterException stopped(RuntimeException e) {
        return new ClusterException(
                "Spark has stopped: nothing at " + options.master() + " answered as a master of this version of Spark"
                        + " does, or the cluster ended the application. What is over is kept; the same command goes"
                        + " on from here",
                e);
    }

    private void carryOut(
            Application spark, List<GridRun> runs, ExperimentOptions experiment, BiConsumer<Integer, RunSummary> over) {
        String launch = token();
        Path shared = options.shared();
        String place = shared == null
                ? ""
                : SharedFolder.prepare(shared, key(experiment.directory()), launch)
                        .toString();
        SeenFiles files = seen == null ? new SeenFiles(experiment.data()) : seen;
        Common common = new Sending(runs, files).common(spark.context(), launch, spark.folder(), place, launch);
        NativeThreads.limitToOne();
        try (RunsAway away = new RunsAway(launch, runs, experiment, Executor.describe("driver"), over)) {
            DriverEnd.listen(away);
            try {
                List<RunOrder> orders = IntStream.range(0, runs.size())
                        .mapToObj(number -> RunOrder.of(number, runs.get(number)))
                        .toList();
                await(
                        spark.context()
                                .parallelize(orders, orders.size())
                                .foreachPartitionAsync(new RunTask(common, work)),
                        experiment,
                        away);
                away.handOn();
                rethrow(away, experiment);
                requireAll(runs.size(), experiment, away);
            } finally {
                DriverEnd.listen(null);
            }
        }
        if (!place.isEmpty() && !experiment.cancellation().isRequested()) {
            FileUtils.deleteQuietly(Path.of(place).toFile());
        }
    }

    private static void requireAll(int runs, ExperimentOptions experiment, RunsAway away) {
        if (!experiment.cancellation().isRequested() && away.over() < runs) {
            throw new ClusterException(
                    "Spark says that all runs are over, and only " + away.over() + " of " + runs + " came", null);
        }
    }

    private static void await(JavaFutureAction<Void> job, ExperimentOptions experiment, RunsAway away) {
        long patience = 0;
        while (true) {
            try {
                job.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
                rethrow(away, experiment);
                return;
            } catch (TimeoutException e) {
                boolean stops = experiment.cancellation().isRequested() || away.failure() != null;
                if (stops && patience == 0) {
                    experiment.cancellation().request();
                    patience = System.nanoTime();
                }
                if (stops && (!away.isWaiting() || System.nanoTime() - patience > PATIENCE_NANOS)) {
                    job.cancel(true);
                    rethrow(away, experiment);
                    return;
                }
            } catch (ExecutionException e) {
                rethrow(away, experiment);
                if (experiment.cancellation().isRequested()) {
                    return; // the end of the process stopped Spark first
                }
                throw new ClusterException(
                        "Spark gave up: "
                                + String.valueOf(
                                        e.getCause() == null ? e : e.getCause().getMessage())
                                + ". What is over is kept; the same command goes on from here",
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                experiment.cancellation().request();
                job.cancel(true);
                return;
            }
        }
    }

    private static void rethrow(RunsAway away, ExperimentOptions experiment) {
        RuntimeException failure = away.failure();
        if (failure != null) {
            experiment.cancellation().request();
            throw failure;
        }
    }

    private static String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns the name of the folder of a comparison among those that share one. */
    private static String key(Path directory) {
        byte[] hash = DataPack.sha256()
                .digest(directory.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
        return "backflow-" + HexFormat.of().formatHex(hash, 0, TOKEN_BYTES);
    }

    private Application application(String name) {
        Application running = application;
        if (running == null) {
            running = Application.start(Settings.of(options, name));
            application = running;
        }
        return running;
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
    }

    /**
     * The application, as long as it runs.
     *
     * @param folder for files that go with it
     */
    private record Application(JavaSparkContext context, Path folder, Ending ending) implements AutoCloseable {

        static Application start(SparkConf conf) {
            Path folder;
            try {
                folder = Files.createTempDirectory("backflow-driver-");
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot make a folder for what is sent: " + e.getMessage(), e);
            }
            try {
                return new Application(new JavaSparkContext(conf), folder, Ending.hold());
            } catch (Exception e) { // Scala declares none of those that it throws
                FileUtils.deleteQuietly(folder.toFile());
                throw new ClusterException(
                        "Spark does not start at " + conf.get("spark.master") + ": " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            context.close();
            FileUtils.deleteQuietly(folder.toFile());
            ending.release();
        }
    }
}
