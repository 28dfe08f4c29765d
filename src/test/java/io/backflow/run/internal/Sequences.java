// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.data.Batch;
import io.backflow.data.Examples;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random sequences of unequal length with three inputs and three outputs, which note the order in which they are asked
 * for.
 */
final class Sequences implements Examples {

    static final int CHANNELS = 3;

    private final SequenceData.Objective objective;
    private final List<Integer> asked = new ArrayList<>();
    private final float[][][] inputs;
    private final float[][][] targets;

    Sequences(SequenceData.Objective objective, int count, long seed) {
        this.objective = objective;
        Random random = new Random(seed);
        inputs = new float[count][][];
        targets = new float[count][][];
        for (int i = 0; i < count; i++) {
            int length = 1 + random.nextInt(6);
            inputs[i] = new float[length][CHANNELS];
            targets[i] = new float[objective.everyStep() ? length : 1][CHANNELS];
            for (float[] step : inputs[i]) {
                fill(step, random);
            }
            for (float[] step : targets[i]) {
                if (objective.classifies()) {
                    step[random.nextInt(CHANNELS)] = 1f;
                } else {
                    fill(step, random);
                }
            }
        }
    }

    private static void fill(float[] values, Random random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
    }

    SequenceData data() {
        SequenceData.Shape shape = new SequenceData.Shape(CHANNELS, CHANNELS, objective);
        return new FiniteData("sequences", shape, List.of("a", "b", "c"), (seed, epoch) -> this, this, this, Map.of());
    }

    /** Returns the numbers of the sequences in the order in which they were written into batches. */
    List<Integer> asked() {
        return List.copyOf(asked);
    }

    /** Returns the inputs of a sequence as [step][channel]. */
    float[][] inputs(int example) {
        return inputs[example];
    }

    /** Returns the targets of a sequence as [step][channel]. */
    float[][] targets(int example) {
        return targets[example];
    }

    @Override
    public int size() {
        return inputs.length;
    }

    @Override
    public int length(int example) {
        return inputs[example].length;
    }

    @Override
    public void write(int example, Batch batch, int row) {
        asked.add(example);
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int step = 0; step < inputs[example].length; step++) {
                batch.input(row, channel, step, inputs[example][step][channel]);
            }
            for (int step = 0; step < targets[example].length; step++) {
                batch.target(row, channel, step, targets[example][step][channel]);
            }
        }
    }
}
