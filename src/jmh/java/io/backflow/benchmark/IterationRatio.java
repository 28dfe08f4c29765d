// SPDX-License-Identifier: Apache-2.0
package io.backflow.benchmark;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.policy.AdaptiveGradientClipping;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.LayerNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.clipping.policy.ValueClipping;
import io.backflow.flow.ContributionCapture;
import io.backflow.flow.FlowConfig;
import io.backflow.flow.FlowConfig.GateCapture;
import io.backflow.flow.FlowListener;
import io.backflow.flow.JacobianCapture;
import io.backflow.gradient.GradientListener;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.Scale;
import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.ThroughTimeClipping;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * What listeners, clipping and layers cost, as ratios to an iteration without any: all variants take turns, one
 * iteration each, in one process, so that a machine whose speed drifts slows all of them alike. JMH's forks could not
 * tell two per cent apart here.
 *
 * <p>Arguments: the work, as {@link RecurrentTraining} names it (6 words), the number of rounds, and the variants that
 * run beside the one without a listener; without names, all of them. A round of ten million parameters takes seconds:
 *
 * <pre>{@code
 * lstm 32 64 128 100 64  200
 * lstm*2 8 64 896 25 64  20  global-norm agc ClipL2PerLayer
 * lstm 32 64 128 100 64  300  flow-every flow-default jacobians-100
 * lstm 32 64 128 100 64  300  none-clipped all-named sequences
 * }</pre>
 *
 * <p>What is done at every hundredth iteration only does not show in the median of the rounds. Where there are at least
 * {@value #BLOCK} rounds, the last column is the ratio of the sums over blocks of {@value #BLOCK} successive rounds, in
 * each of which it is done once: the median of the blocks.
 */
public final class IterationRatio {

    /**
     * Processor time of the one thread that trains, native code included: what else the machine does is not counted.
     */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final List<String> DEFAULT_WORK = List.of("lstm", "32", "64", "128", "100", "64", "200");
    private static final String NOTHING = "no listener";
    private static final String GRADIENTS = "gradients";
    private static final String RECORDED = "recorded";
    private static final String FOREIGN = "ClipL2PerLayer";
    private static final String STEPS = "steps";
    private static final String SEQUENCES = "sequences";
    private static final Set<String> OF_INSTALLED = Set.of(STEPS, SEQUENCES);
    private static final double THRESHOLD = 1.0;
    private static final int BLOCK = 100;

    /** Over every norm; one divided by it is under every norm, so that every update's examples are named. */
    private static final double NEVER_REACHED = 1e9;

    /** What is recorded of the flow through time, the records handed to nobody: of installed layers only. */
    private static final Map<String, FlowConfig> FLOWS = new TreeMap<>(Map.of(
            "flow-norms",
            FlowConfig.profiles(BLOCK, GateCapture.NONE, false),
            "flow-every",
            FlowConfig.profiles(1, GateCapture.MEANS, false),
            "flow-quantiles",
            FlowConfig.profiles(1, GateCapture.QUANTILES, false),
            "flow-all",
            FlowConfig.profiles(1, GateCapture.QUANTILES, true),
            "flow-default",
            FlowConfig.DEFAULT,
            "jacobians-100",
            FlowConfig.profiles(BLOCK, GateCapture.NONE, false).with(JacobianCapture.every(BLOCK)),
            "contributions-100",
            FlowConfig.profiles(BLOCK, GateCapture.NONE, false).with(new ContributionCapture(BLOCK))));

    /** What clips at every iteration, its records handed to nobody but counted. */
    private static final Map<String, ClippingConfig> POLICIES = new TreeMap<>(Map.of(
            "none",
            new NoClipping(),
            "value",
            new ValueClipping(THRESHOLD),
            "global-norm",
            new GlobalNormClipping(THRESHOLD),
            "none-clipped",
            new GlobalNormClipping(NEVER_REACHED),
            "all-named",
            new GlobalNormClipping(1 / NEVER_REACHED),
            "layer-norm",
            new LayerNormClipping(THRESHOLD),
            "agc",
            new AdaptiveGradientClipping(
                    Double.parseDouble(AdaptiveGradientClipping.DEFAULT_LAMBDA),
                    Double.parseDouble(AdaptiveGradientClipping.DEFAULT_EPS))));

    private IterationRatio() {}

    /** Measures and prints. */
    public static void main(String... arguments) {
        List<String> words = arguments.length < DEFAULT_WORK.size() ? DEFAULT_WORK : List.of(arguments);
        String work = String.join(" ", words.subList(0, 6));
        int rounds = Integer.parseInt(words.get(6));
        List<String> named = words.subList(7, words.size());
        System.out.println(work + ", " + rounds
                + " rounds, milliseconds of processor time an iteration; ratios are medians of the rounds' own");
        compare(work, rounds, named.isEmpty() ? all() : named, false);
        compare(work, rounds, named.isEmpty() ? all() : named, true);
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>(POLICIES.keySet());
        all.addAll(List.of(RECORDED, GRADIENTS, FOREIGN, STEPS, SEQUENCES));
        all.addAll(FLOWS.keySet());
        return all;
    }

    private static void compare(String work, int rounds, List<String> names, boolean installed) {
        Map<String, RecurrentTraining> variants = new LinkedHashMap<>();
        String layers = installed ? "installed layers, " : "DL4J's layers, ";
        variants.put(layers + NOTHING, training(work, NOTHING, installed));
        for (String name : names) {
            if (installed || !(OF_INSTALLED.contains(name) || FLOWS.containsKey(name))) {
                variants.put(layers + name, training(work, name, installed));
            }
        }
        report(variants, measure(variants, rounds));
    }

    private static RecurrentTraining training(String work, String name, boolean installed) {
        GradientNormalization foreign =
                name.equals(FOREIGN) ? GradientNormalization.ClipL2PerLayer : GradientNormalization.None;
        RecurrentTraining training = new RecurrentTraining(work, foreign, THRESHOLD);
        if (installed) {
            RecurrentLayers.install(training.network);
        }
        listen(name, training.network);
        return training;
    }

    private static void listen(String name, MultiLayerNetwork network) {
        Consumer<Object> nowhere = anything -> {};
        ClippingConfig policy = POLICIES.get(name);
        if (policy != null) {
            network.setListeners(ClippingListener.builder(policy).clips(nowhere).build());
            return;
        }
        FlowConfig flow = FLOWS.get(name);
        if (flow != null) {
            network.setListeners(new FlowListener(flow, nowhere));
            return;
        }
        switch (name) {
            case GRADIENTS ->
                network.setListeners(new GradientListener(SamplingSchedule.every(1), Scale.MEAN, nowhere));
            case RECORDED -> // every stage of every update, as a run with recording.every 1
                network.setListeners(ClippingListener.builder(new GlobalNormClipping(THRESHOLD))
                        .schedule(SamplingSchedule.every(1))
                        .gradients(nowhere)
                        .clips(nowhere)
                        .build());
            case STEPS -> RecurrentLayers.observe(network, normsOnly());
            case SEQUENCES -> // each bounded, as far as that it is measured and multiplied
                RecurrentLayers.clipThroughTime(
                        network,
                        new ThroughTimeClipping(
                                ThroughTimeClipping.Target.HIDDEN,
                                ThroughTimeClipping.By.SEQUENCE,
                                1 / NEVER_REACHED),
                        nowhere::accept);
            case NOTHING, FOREIGN -> {}
            default -> throw new IllegalArgumentException("The variant must be one of " + all() + ", got " + name);
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
            System.out.printf(
                    Locale.ROOT,
                    "%-42s %8.2f ms  %6.3f  %s%n",
                    name,
                    median(times[variant]),
                    median(ratios),
                    ofBlocks(times[variant], times[0]));
            variant++;
        }
    }

    /**
     * Returns the ratio of the sums over blocks of rounds, as the median of the blocks; empty if there is no whole
     * block.
     */
    private static String ofBlocks(double[] times, double[] without) {
        double[] ratios = new double[times.length / BLOCK];
        for (int block = 0; block < ratios.length; block++) {
            ratios[block] = sum(times, block) / sum(without, block);
        }
        return ratios.length == 0 ? "" : String.format(Locale.ROOT, "%6.3f", median(ratios));
    }

    private static double sum(double[] times, int block) {
        return Arrays.stream(times, block * BLOCK, (block + 1) * BLOCK).sum();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
