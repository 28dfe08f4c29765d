// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import java.nio.file.Path;

/** One sequence as its file has it; a target is a number, for classification that of the class. */
public final class CsvSequence {

    private final Path file;
    private final String place;
    private final int steps;
    private final float[] features;
    private final float[] targets;
    private final int width;
    private final int targetStride;

    /**
     * Creates a sequence of these arrays, which are not copied.
     *
     * @param steps time steps, at least 1
     * @param features [steps x features], step by step
     * @param targets [steps x targets], step by step
     */
    public CsvSequence(Path file, int steps, float[] features, float[] targets) {
        this(file, String.valueOf(file.getFileName()), steps, features, targets, targets.length / steps);
    }

    private CsvSequence(Path file, String place, int steps, float[] features, float[] targets, int targetStride) {
        this.file = file;
        this.place = place;
        this.steps = steps;
        this.width = features.length / steps;
        this.features = features;
        this.targets = targets;
        this.targetStride = targetStride;
    }

    /**
     * Returns a sequence whose targets are those of the whole, and so of each of its steps; the arrays are not copied.
     *
     * @param features [steps x features], step by step
     */
    public static CsvSequence withOneTarget(Path file, int steps, float[] features, float[] targets) {
        return new CsvSequence(file, String.valueOf(file.getFileName()), steps, features, targets, 0);
    }

    /** Returns the same sequence, which stands there in its file, in words. */
    public CsvSequence at(String words) {
        return new CsvSequence(file, words, steps, features, targets, targetStride);
    }

    /** Returns where it stands in its file, in words. */
    String place() {
        return place;
    }

    String name() {
        return String.valueOf(file.getFileName());
    }

    /** Returns the number of time steps. */
    public int steps() {
        return steps;
    }

    int features() {
        return width;
    }

    int targets() {
        return targetStride == 0 ? targets.length : targetStride;
    }

    float feature(int step, int number) {
        return features[step * width + number];
    }

    float target(int step, int number) {
        return targets[step * targetStride + number];
    }

    /** Returns the same sequence with other features of the same size. */
    CsvSequence withFeatures(float[] others) {
        return new CsvSequence(file, place, steps, others, targets, targetStride);
    }

    /** Returns the same sequence with its features in another order, each from the place that is given for it. */
    CsvSequence withFeaturesInOrder(int[] places) {
        float[] others = new float[features.length];
        for (int i = 0; i < others.length; i++) {
            others[i] = feature(i / width, places[i % width]);
        }
        return withFeatures(others);
    }
}
