// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import java.nio.file.Path;

/** One sequence as its file has it; a target is a number, for classification that of the class. */
final class CsvSequence {

    private final Path file;
    private final int steps;
    private final float[] features;
    private final float[] targets;

    /**
     * @param steps time steps, at least 1
     * @param features [steps x features], step by step
     * @param targets [steps x targets], step by step
     */
    CsvSequence(Path file, int steps, float[] features, float[] targets) {
        this.file = file;
        this.steps = steps;
        this.features = features;
        this.targets = targets;
    }

    String name() {
        return String.valueOf(file.getFileName());
    }

    int steps() {
        return steps;
    }

    int features() {
        return features.length / steps;
    }

    int targets() {
        return targets.length / steps;
    }

    float feature(int step, int number) {
        return features[step * features() + number];
    }

    float target(int step, int number) {
        return targets[step * targets() + number];
    }

    /** Returns the same sequence with other features of the same size. */
    CsvSequence withFeatures(float[] others) {
        return new CsvSequence(file, steps, others, targets);
    }
}
