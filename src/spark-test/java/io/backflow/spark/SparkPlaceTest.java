// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.data.DataException;
import io.backflow.result.internal.ComparisonResult;
import io.backflow.run.internal.Cancellation;
import io.backflow.run.internal.RunPlace;
import io.backflow.run.internal.RunProgress;
import io.backflow.run.internal.cluster.ClusterException;
import io.backflow.run.internal.cluster.ClusterPlace;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on executors in this process. */
class SparkPlaceTest {

    private static final int RUNS = 8;

    @TempDir
    static Path folder;

    private static Path config = Path.of("");
    private static Path here = Path.of("");

    @BeforeAll
    static void runsHere() throws IOException {
        config = TestGrids.config(folder, TestGrids.sequences(folder), 45, 2);
        here = folder.resolve("here");
        assertThat(TestGrids.compare(config, here, RunPlace.here()).runs()).hasSize(RUNS);
    }

    @Test
    void leavesTheFilesOfOneMachineWithoutCheckpoints(@TempDir Path there) throws IOException {
        Path directory = there.resolve("grid");
        try (ClusterPlace spark = new SparkEngine().open(TestGrids.local("local[2]"))) {
            ComparisonResult result = TestGrids.compare(config, directory, spark);

            assertThat(result.status()).isEqualTo(RunStatus.FINISHED);
        }
        assertThat(TestGrids.differences(here, directory, false)).isEmpty();
        assertThat(directory.resolve(RunsAway.INCOMING)).doesNotExist();
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(file -> file.endsWith(RunTask.EXECUTOR))).hasSize(RUNS);
        }
    }

    @Test
    void triesAgainWhatIsTheMachinesFault(@TempDir Path there) throws IOException {
        Path directory = there.resolve("grid");
        FirstAttemptsFail.SEEN.clear();
        try (ClusterPlace spark = new SparkPlace(
                TestGrids.local("local[2,3]", "spark.excludeOnFailure.enabled", "false"), new FirstAttemptsFail())) {
            TestGrids.compare(config, directory, spark);
        }

        assertThat(FirstAttemptsFail.SEEN).hasSize(RUNS);
        assertThat(TestGrids.differences(here, directory, false)).isEmpty();
    }

    @Test
    void givesUpWhenEveryMachineFails(@TempDir Path there) {
        try (ClusterPlace spark = new SparkPlace(TestGrids.local("local[2]"), new NoSpace())) {
            assertThatThrownBy(() -> TestGrids.compare(config, there.resolve("grid"), spark))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("the same command goes on from here");
        }
    }

    @Test
    void failsAtOnceForTheFaultOfData(@TempDir Path there) {
        BadData.ATTEMPTS.set(0);
        try (ClusterPlace spark = new SparkPlace(
                TestGrids.local("local[1,3]", "spark.excludeOnFailure.enabled", "false"), new BadData())) {
            assertThatThrownBy(() -> TestGrids.compare(config, there.resolve("grid"), spark))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("seed-1 on")
                    .hasMessageEndingWith(": row 3 is no row");
        }
        assertThat(BadData.ATTEMPTS).hasValue(1);
    }

    @Test
    void goesOnAfterADriverThatWasStopped(@TempDir Path there) throws IOException {
        Path directory = there.resolve("grid");
        Cancellation soon = new Cancellation();
        AtomicInteger ended = new AtomicInteger();
        RunProgress stops = new RunProgress() {
            @Override
            public void ended(String job, RunStatus status) {
                if (ended.incrementAndGet() == 2) {
                    soon.request();
                }
            }
        };
        try (ClusterPlace spark = new SparkEngine().open(TestGrids.local("local[2]"))) {
            ComparisonResult first = TestGrids.compare(config, directory, spark, soon, stops);

            assertThat(first.status()).isEqualTo(RunStatus.INTERRUPTED);
            assertThat(first.runs()).hasSizeBetween(2, RUNS - 1);
            assertThat(directory.resolve(RunsAway.INCOMING)).doesNotExist();

            TestGrids.compare(config, directory, spark);
        }
        assertThat(TestGrids.differences(here, directory, false)).isEmpty();
    }

    @Test
    void saysThatSparkHasStopped(@TempDir Path there) {
        try (ClusterPlace spark = new SparkEngine().open(TestGrids.local("local[2]"))) {
            TestGrids.compare(config, there.resolve("grid"), spark);
            SparkContext.getOrCreate().stop(); // as when no master takes the application

            assertThatThrownBy(() -> TestGrids.compare(config, there.resolve("another"), spark))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("Spark has stopped: nothing at local[2] answered as a master");
        }
    }

    @Test
    void refusesMoreThreadsThanCores(@TempDir Path there) throws IOException {
        Path wide = there.resolve("wide.yaml");
        Files.writeString(wide, Files.readString(config) + "threads: 2\n");
        try (ClusterPlace spark = new SparkEngine().open(TestGrids.local("local[2]"))) {
            assertThatThrownBy(() -> TestGrids.compare(wide, there.resolve("grid"), spark))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageContaining("spark.task.cpus=2");
        }
    }

    /** Fails once for each run, after it began. */
    private static final class FirstAttemptsFail implements Work {

        static final Set<Integer> SEEN = ConcurrentHashMap.newKeySet();
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
            if (SEEN.add(order.number())) {
                Files.createDirectories(directory);
                Files.writeString(directory.resolve("half.csv"), "half");
                throw new IOException("No space left on device");
            }
            return new Training().carryOut(order, common, executor, directory, progress, cancellation);
        }
    }

    private static final class NoSpace implements Work {

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
            throw new IOException("No space left on device");
        }
    }

    private static final class BadData implements Work {

        static final AtomicInteger ATTEMPTS = new AtomicInteger();
        private static final long serialVersionUID = 1L;

        @Override
        public boolean carryOut(
                RunOrder order,
                Common common,
                ExecutorEnd executor,
                Path directory,
                RunProgress progress,
                Cancellation cancellation) {
            ATTEMPTS.incrementAndGet();
            throw new DataException("row 3 is no row");
        }
    }
}
