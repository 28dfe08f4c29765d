// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.Batch;
import io.backflow.data.GeneratedTask;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The adding problem: the sum of the two marked numbers, with the marks of Bai et al. or Arjovsky et al.
 *
 * <p>Channel 0 has a number of U[0, 1) at every step, channel 1 is 1 at two marked steps and 0 elsewhere. The target,
 * asked once after the last step, is the sum of the two marked numbers. Who always answers the mean, 1, has a mean
 * squared error of 1/6. A sequence counts as wrong if its squared error is above {@value #ERROR_TOLERANCE}, as in
 * Pascanu et al. (2013).
 *
 * <p>{@link MarkedPairTask} and {@link MarksOf1997Task} are the older definitions, which also multiply.
 */
public final class AddingTask implements GeneratedTask {

    /** Squared error above which a sequence is wrong. */
    public static final double ERROR_TOLERANCE = .04;

    /** Shortest sequence that has two places to mark. */
    public static final int MIN_LENGTH = 2;

    /** Where the marks may be; the published definitions differ. */
    public enum Variant {
        /**
         * Two distinct steps anywhere, all pairs equally likely.
         *
         * @see <a href="https://arxiv.org/abs/1803.01271">Bai, Kolter and Koltun (2018); locuslab/TCN,
         *     adding_problem</a>
         */
        TCN,
        /**
         * With h = floor(T / 2), one mark at U{0..h-1} and one at h + U{0..h-1}.
         *
         * @see <a href="https://arxiv.org/abs/1511.06464">Arjovsky, Shah and Bengio (2016); amarshah/complex_RNN</a>
         */
        URNN,
        /** {@link MarkedPairTask}: half the sum. */
        PASCANU,
        /** {@link MarksOf1997Task}: {@code 0.5 + sum / 4}. */
        HOCHREITER
    }

    private final int length;
    private final Variant variant;

    /** @param length time steps, at least {@value #MIN_LENGTH} */
    public AddingTask(int length, Variant variant) {
        this.length = length;
        this.variant = variant;
    }

    @Override
    public String name() {
        return "adding";
    }

    @Override
    public String definition() {
        return "adding problem, marks as in " + variant.name().toLowerCase(Locale.ROOT) + ", target the sum, length "
                + length;
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(2, 1, SequenceData.Objective.REGRESS_SEQUENCE);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public List<String> labels() {
        return List.of("sum");
    }

    @Override
    public OptionalDouble errorTolerance() {
        return OptionalDouble.of(ERROR_TOLERANCE);
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        int half = length / 2;
        boolean anywhere = variant == Variant.TCN;
        int first = random.nextInt(anywhere ? length : half);
        int second;
        if (anywhere) {
            second = random.nextInt(length - 1);
            second += second >= first ? 1 : 0; // the steps other than the first mark, counted without it
        } else {
            second = half + random.nextInt(half);
        }
        float sum = 0f;
        for (int step = 0; step < length; step++) {
            float value = random.nextFloat();
            batch.input(row, 0, step, value);
            if (step == first || step == second) {
                batch.input(row, 1, step, 1f);
                sum += value;
            }
        }
        batch.target(row, 0, sum);
    }
}
