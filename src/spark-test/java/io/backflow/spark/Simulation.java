// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.result.internal.ComparisonResult;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.Cancellation;
import io.backflow.run.internal.RunPlace;
import io.backflow.run.internal.RunProgress;
import io.backflow.run.internal.cluster.ClusterPlace;
import io.backflow.store.internal.Json;
import io.backflow.store.internal.RunStatus;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Measures what Spark, the way of results to the driver and the summary cost, with training that is only simulated:
 * {@code Simulation FOLDER RUNS RECORDS [MASTER]}. A run's files are those of a real one, of which
 * {@code metrics.jsonl} has so many records.
 */
public final class Simulation {

    private static final int ARMS = 4;

    private Simulation() {}

    /** Runs the simulation and prints its figures. */
    public static void main(String... arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int runs = Integer.parseInt(arguments[1]);
        int updates = Integer.parseInt(arguments[2]);
        String master = arguments.length > 3 ? arguments[3] : "local[2]";
        Path sequences = TestGrids.sequences(folder);
        Path real = folder.resolve("real");
        if (!Files.exists(real)) {
            TestGrids.compare(TestGrids.config(folder, sequences, 60, 1), real, RunPlace.here());
        }
        Path template = firstRun(real);
        Path config = TestGrids.config(folder, sequences, updates, runs / ARMS);
        Path grid = folder.resolve("grid-" + runs + "-" + updates);
        Clocked clocked = new Clocked(runs);
        long start = System.nanoTime();
        try (ClusterPlace spark =
                new SparkPlace(TestGrids.local(master), new Simulated(template.toString(), updates))) {
            ComparisonResult result = TestGrids.compare(config, grid, spark, new Cancellation(), clocked);
            double all = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%d runs, %d arms: %.1f s in all; from the first result to the last %.1f s, %.1f runs/s;"
                            + " %.1f s from the last result to the end of the summary%n",
                    result.runs().size(),
                    result.arms().size(),
                    all,
                    clocked.seconds(),
                    (runs - 1) / clocked.seconds(),
                    all - (clocked.last - start) / 1e9);
        }
        long bytes = size(grid);
        System.out.printf(Locale.ROOT, "Files: %.2f GB, %.2f MB a run%n", bytes / 1e9, bytes / 1e6 / runs);
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        System.gc();
        System.out.printf(
                Locale.ROOT,
                "Heap: at most %.0f MB used in its pools, of %.0f MB; %.0f MB after collection%n",
                peak / 1e6,
                Runtime.getRuntime().maxMemory() / 1e6,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6);
        System.exit(0);
    }

    private static Path firstRun(Path comparison) throws IOException {
        try (Stream<Path> files = Files.walk(comparison)) {
            return files.filter(Files::isDirectory)
                    .filter(each -> !each.equals(comparison) && Files.exists(each.resolve("summary.json")))
                    .sorted()
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** Knows when the first and the last run ended. */
    private static final class Clocked implements RunProgress {

        private final int runs;
        private final AtomicInteger ended = new AtomicInteger();
        private volatile long first;
        private volatile long last;

        Clocked(int runs) {
            this.runs = runs;
        }

        @Override
        public void ended(String job, RunStatus status) {
            int now = ended.incrementAndGet();
            if (now == 1) {
                first = System.nanoTime();
            }
            last = System.nanoTime();
            if (now % Math.max(1, runs / 10) == 0) {
                System.out.println(now + " of " + runs);
            }
        }

        double seconds() {
            return (last - first) / 1e9;
        }
    }

    /** Writes the files of a run that was made before, with records repeated. */
    private record Simulated(String template, int updates) implements Work {

        private static final List<String> COPIED = List.of(
                "clipping.jsonl",
                "environment.json",
                "flow.jsonl",
                "gradient-summary.json",
                "gradients.jsonl",
                "preparation.json",
                "status.json");

        @Override
        public boolean carryOut(
                RunOrder order,
                Common common,
                ExecutorEnd executor,
                Path directory,
                RunProgress progress,
                Cancellation cancellation)
                throws IOException {
            Path from = Path.of(template);
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("config.yaml"), order.config());
            for (String name : COPIED) {
                if (Files.exists(from.resolve(name))) {
                    Files.copy(from.resolve(name), directory.resolve(name));
                }
            }
            repeat(from.resolve("metrics.jsonl"), directory.resolve("metrics.jsonl"));
            RunSummary made = RunSummary.read(from).orElseThrow();
            RunSummary summary = new RunSummary(
                    order.task(),
                    order.cell(),
                    order.clipping(),
                    order.seed(),
                    made.status(),
                    made.reason(),
                    made.parameters(),
                    updates,
                    made.metric(),
                    made.figures(),
                    made.layerNorm() + order.number() % 17,
                    made.shareClipped(),
                    made.nonFinite(),
                    made.flow(),
                    made.seconds());
            Files.writeString(directory.resolve("summary.json"), Json.pretty(summary));
            return true;
        }

        private void repeat(Path from, Path to) throws IOException {
            List<String> lines = Files.readAllLines(from);
            try (BufferedWriter out = Files.newBufferedWriter(to)) {
                for (int i = 0; i < updates && !lines.isEmpty(); i++) {
                    out.write(lines.get(i % lines.size()));
                    out.write('\n');
                }
            }
        }
    }
}
