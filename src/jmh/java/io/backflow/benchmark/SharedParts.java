// SPDX-License-Identifier: Apache-2.0
package io.backflow.benchmark;

import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.recurrent.RecurrentLayers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How much of an iteration threads share, and what more of them would give: Amdahl's law on processor time.
 *
 * <p>Two threads train. What the one that asks takes beyond what the other takes is not shared; the rest is divided by
 * the number of threads, of which each takes at least {@value #LEAST_EXAMPLES} examples. Waiting, waking up and the
 * memory's bandwidth are not in it. The iteration is that of {@link RecurrentBenchmark}.
 *
 * <p>Arguments: the work, as {@link RecurrentTraining} names it (6 words), and how many iterations are measured. Prints
 * the row of a Markdown table: work, one thread, not shared, and times as fast with 2, 4, 8 and 16 threads.
 */
public final class SharedParts {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String WORKERS = "backflow-worker-";
    private static final int LEAST_EXAMPLES = 4;
    private static final double A_MILLISECOND = 1e6;

    private SharedParts() {}

    /** Measures and prints. */
    public static void main(String... arguments) {
        List<String> words = List.of(arguments);
        RecurrentTraining training = new RecurrentTraining(String.join(" ", words.subList(0, 6)));
        RecurrentLayers.install(training.network);
        RecurrentLayers.useThreads(training.network, 2);
        Nd4j.getEnvironment().setMaxThreads(1); // else OpenMP's threads share what these do not
        training.network.setListeners(ClippingListener.builder(new GlobalNormClipping(1.0))
                .schedule(SamplingSchedule.every(1))
                .gradients(gradient -> {})
                .build());
        int iterations = Integer.parseInt(words.get(6));
        double[] asking = new double[iterations];
        double[] worker = new double[iterations];
        for (int i = -iterations / 2; i < iterations; i++) {
            long before = THREADS.getCurrentThreadCpuTime();
            long workersBefore = ofWorkers();
            training.iterate();
            long time = THREADS.getCurrentThreadCpuTime() - before;
            if (i >= 0) {
                asking[i] = time / A_MILLISECOND;
                worker[i] = (ofWorkers() - workersBefore) / A_MILLISECOND;
            }
        }
        report(words, lowerQuartile(asking), lowerQuartile(worker));
    }

    private static long ofWorkers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(WORKERS))
                .mapToLong(thread -> THREADS.getThreadCpuTime(thread.getId()))
                .sum();
    }

    private static void report(List<String> words, double asking, double worker) {
        double alone = asking + worker;
        double notShared = asking - worker;
        int most = Integer.parseInt(words.get(1)) / LEAST_EXAMPLES;
        StringBuilder row = new StringBuilder(String.format(
                Locale.ROOT, "| %s | %.1f ms | %.1f ms |", String.join(", ", words.subList(0, 5)), alone, notShared));
        for (int threads = 2; threads <= 16; threads *= 2) {
            double time = notShared + 2 * worker / Math.min(threads, most);
            row.append(String.format(Locale.ROOT, " %.1fx |", alone / time));
        }
        System.out.println(row);
    }

    private static double lowerQuartile(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 4];
    }
}
