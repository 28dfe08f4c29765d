package io.backflow.benchmark;

import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.GlobalNormClipping;
import io.backflow.gradient.GradientListener;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.Scale;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.layer.BackwardObserver;
import io.backflow.recurrent.layer.BackwardPass;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * What listeners and layers cost, as ratios to DL4J's own iteration: all variants take turns, one iteration each, in one
 * process, so that a machine whose speed drifts slows all of them alike. JMH's forks could not tell two per cent apart here.
 *
 * <p>Arguments: the work, as {@link RecurrentTraining} names it, and the number of rounds.
 */
public final class IterationRatio {

    /** Processor time of the one thread that trains, native code included: what else the machine does is not counted. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final String DEFAULT_WORK = "lstm 32 64 128 100 64";
    private static final String STEPS = "norms at every time step";
    private static final int DEFAULT_ROUNDS = 200;

    private IterationRatio() {}

    /** Measures and prints. */
    public static void main(String... arguments) {
        String work = arguments.length < 7 ? DEFAULT_WORK : String.join(" ", Arrays.copyOf(arguments, 6));
        int rounds = arguments.length < 7 ? DEFAULT_ROUNDS : Integer.parseInt(arguments[6]);
        System.out.println(work + ", " + rounds
                + " rounds, milliseconds of processor time an iteration; ratios are medians of the rounds' own");
        compare(work, rounds, false);
        compare(work, rounds, true);
    }

    private static void compare(String work, int rounds, boolean installed) {
        Map<String, RecurrentTraining> variants = new LinkedHashMap<>();
        String layers = installed ? "installed layers" : "DL4J's layers";
        for (String listener : List.of("no listener", "gradient listener", "global-norm clipping", STEPS)) {
            if (installed || !listener.equals(STEPS)) {
                RecurrentTraining training = new RecurrentTraining(work);
                if (installed) {
                    RecurrentLayers.install(training.network);
                }
                listen(listener, training.network);
                variants.put(layers + ", " + listener, training);
            }
        }
        report(variants, measure(variants, rounds));
    }

    private static void listen(String listener, MultiLayerNetwork network) {
        Consumer<Object> nowhere = anything -> {};
        switch (listener) {
            case "gradient listener" ->
                network.setListeners(new GradientListener(SamplingSchedule.every(1), Scale.MEAN, nowhere));
            case "global-norm clipping" ->
                network.setListeners(ClippingListener.builder(new GlobalNormClipping(1.0))
                        .schedule(SamplingSchedule.every(1))
                        .gradients(nowhere)
                        .clips(nowhere)
                        .build());
            case STEPS -> RecurrentLayers.observe(network, normsOnly());
            default -> {}
        }
    }

    private static BackwardObserver normsOnly() {
        return new BackwardObserver() {
            @Override
            public boolean wantsGates(int iteration) {
                return false;
            }

            @Override
            public void accept(BackwardPass pass) {}
        };
    }

    /** Returns milliseconds by variant and round, after a third as many rounds to warm up. */
    private static double[][] measure(Map<String, RecurrentTraining> variants, int rounds) {
        double[][] times = new double[variants.size()][rounds];
        for (int round = -rounds / 3; round < rounds; round++) {
            int variant = 0;
            for (RecurrentTraining training : variants.values()) {
                long start = THREADS.getCurrentThreadCpuTime();
                training.iterate();
                double time = (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
                if (round >= 0) {
                    times[variant][round] = time;
                }
                variant++;
            }
        }
        return times;
    }

    private static void report(Map<String, RecurrentTraining> variants, double[][] times) {
        int variant = 0;
        for (String name : variants.keySet()) {
            double[] ratios = new double[times[0].length];
            for (int round = 0; round < ratios.length; round++) {
                ratios[round] = times[variant][round] / times[0][round];
            }
            System.out.printf(Locale.ROOT, "%-42s %8.2f ms  %6.3f%n", name, median(times[variant]), median(ratios));
            variant++;
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
