// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import java.util.Arrays;
import java.util.List;

/** Shifts and scales every feature to mean 0 and standard deviation 1 over all time steps that it was fitted on. */
public final class Standardiser {

    /** Deviations below this share of the mean are float rounding, not variation. */
    private static final double ROUNDING = 1e-6;

    private final double[] mean;
    private final double[] deviation;

    private Standardiser(double[] mean, double[] deviation) {
        this.mean = mean;
        this.deviation = deviation;
    }

    /** Fits to at least one sequence; a constant feature is shifted, but not scaled. */
    public static Standardiser fit(List<CsvSequence> sequences) {
        int features = sequences.get(0).features();
        double[] mean = new double[features];
        double[] deviation = new double[features];
        for (int feature = 0; feature < features; feature++) {
            mean[feature] = mean(sequences, feature);
            double measured = deviation(sequences, feature, mean[feature]);
            deviation[feature] = measured > ROUNDING * Math.abs(mean[feature]) ? measured : 1.0;
        }
        return new Standardiser(mean, deviation);
    }

    /** Returns one that was fitted before, by what it says of itself. */
    public static Standardiser of(List<Double> means, List<Double> deviations) {
        return new Standardiser(numbers(means), numbers(deviations));
    }

    private static double[] numbers(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Returns what is taken off each feature. */
    public List<Double> means() {
        return Arrays.stream(mean).boxed().toList();
    }

    /** Returns what each feature is divided by. */
    public List<Double> deviations() {
        return Arrays.stream(deviation).boxed().toList();
    }

    /** Returns the sequence with its features shifted and scaled. */
    public CsvSequence apply(CsvSequence sequence) {
        int features = sequence.features();
        float[] scaled = new float[sequence.steps() * features];
        for (int i = 0; i < scaled.length; i++) {
            int feature = i % features;
            scaled[i] = (float) ((sequence.feature(i / features, feature) - mean[feature]) / deviation[feature]);
        }
        return sequence.withFeatures(scaled);
    }

    private static double mean(List<CsvSequence> sequences, int feature) {
        double sum = 0;
        long steps = 0;
        for (CsvSequence sequence : sequences) {
            for (int step = 0; step < sequence.steps(); step++) {
                sum += sequence.feature(step, feature);
            }
            steps += sequence.steps();
        }
        return sum / steps;
    }

    private static double deviation(List<CsvSequence> sequences, int feature, double mean) {
        double squares = 0;
        long steps = 0;
        for (CsvSequence sequence : sequences) {
            for (int step = 0; step < sequence.steps(); step++) {
                double distance = sequence.feature(step, feature) - mean;
                squares += distance * distance;
            }
            steps += sequence.steps();
        }
        return Math.sqrt(squares / steps);
    }
}
