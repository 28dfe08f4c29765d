// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.profile;

import io.backflow.flow.profile.internal.ExampleLags;
import io.backflow.gradient.Scale;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The L2 norm of the derivative of the loss by a state at every time step. The norm is over [miniBatch, units];
 * immutable.
 *
 * <p>Steps are counted as the layer reads them. The lag of a step is its distance from the last labelled step. What the
 * rate is fitted to, and the verdict judges, are the steps up to the first labelled one: no error enters there, so that
 * all there is has come back from the labelled steps, and its change from one step to the one before is the flow's
 * alone. With one labelled step the two are the same.
 */
public final class LagProfile {

    /** Steps whose squared norm is under this count as lost, as in the code of Pascanu et al. (2013). */
    public static final double PAST = 1e-20;

    private static final double LEAST = Math.sqrt(PAST);

    private final double[] norms;
    private final int firstStep;
    private final int miniBatch;
    private final LabelledSteps labelled;
    private final double floor;
    private final double @Nullable [] byExample;
    private final @Nullable DecayFit decay;

    /**
     * Makes a profile.
     *
     * @param norms of the loss summed over the minibatch, by time step; those before {@code firstStep} do not matter
     * @param firstStep where the backward pass ended
     * @param floor norms under it, other than 0, have underflown
     */
    public LagProfile(double[] norms, int firstStep, int miniBatch, LabelledSteps labelled, double floor) {
        this(norms, firstStep, miniBatch, labelled, floor, null);
    }

    /**
     * Makes a profile of sequences that may end at different steps.
     *
     * @param byExample norms by the lag from each example's own end, of {@link ExampleLags}, or null if all end at the
     *     same step
     */
    public LagProfile(
            double[] norms,
            int firstStep,
            int miniBatch,
            LabelledSteps labelled,
            double floor,
            double @Nullable [] byExample) {
        this.norms = norms.clone();
        this.firstStep = firstStep;
        this.miniBatch = miniBatch;
        this.labelled = labelled;
        this.floor = floor;
        this.byExample = byExample == null ? null : byExample.clone();
        this.decay = DecayFit.of(arriving(), floor).orElse(null);
    }

    /** Returns how many time steps the sequence, or the segment of it, had. */
    public int steps() {
        return norms.length;
    }

    /** Returns the first step that the backward pass reached. */
    public int firstStep() {
        return firstStep;
    }

    /** Returns the steps at which the loss adds errors. */
    public LabelledSteps labelled() {
        return labelled;
    }

    /**
     * Returns the norm at a step, of the loss summed or averaged over the minibatch.
     *
     * @return NaN for a step before {@link #firstStep()}, and where the derivative is not finite
     */
    public double norm(int step, Scale scale) {
        return step < firstStep ? Double.NaN : norms[step] * scale.factor(miniBatch);
    }

    /** Returns the norms of the steps from {@link #firstStep()} on. */
    public double[] norms(Scale scale) {
        return IntStream.range(firstStep, norms.length)
                .mapToDouble(t -> norm(t, scale))
                .toArray();
    }

    /** Returns the distance of a step from the last labelled one; negative after it. */
    public int lag(int step) {
        return labelled.last() - step;
    }

    /** Returns whether the lag counts from each example's own end. It does where sequences end at different steps. */
    public boolean isByExample() {
        return byExample != null;
    }

    /**
     * Returns the norms from the first labelled step back to the first step of the backward pass. The loss is summed
     * over the minibatch; the array is empty if no step is labelled. Where sequences end at different steps, with one
     * loss each, these are the norms by the lag from each example's own end.
     */
    public double[] arriving() {
        if (byExample != null) {
            return byExample.clone();
        }
        int from = labelled.first();
        return from < firstStep
                ? new double[0]
                : IntStream.rangeClosed(0, from - firstStep)
                        .mapToDouble(lag -> norms[from - lag])
                        .toArray();
    }

    /** Returns the rate of decay over the {@link #arriving()} norms, if two of them or more can be used. */
    public Optional<DecayFit> decay() {
        return Optional.ofNullable(decay);
    }

    /** Returns the norm below which elements have lost digits to underflow. */
    public double floor() {
        return floor;
    }

    /**
     * Returns the share of the steps up to the last labelled one whose squared norm, with the loss averaged over the
     * minibatch, is under {@link #PAST}; NaN if no step is labelled. A norm that is not finite is not under it.
     */
    public double shareInPast() {
        int last = labelled.last();
        if (last < firstStep) {
            return Double.NaN;
        }
        long past = IntStream.rangeClosed(firstStep, last)
                .mapToDouble(t -> norm(t, Scale.MEAN))
                .filter(norm -> norm < LEAST)
                .count();
        return (double) past / (last - firstStep + 1);
    }

    /** Returns the number of steps whose norm is not finite. */
    public int nonFinite() {
        return (int) Arrays.stream(norms, firstStep, norms.length)
                .filter(norm -> !Double.isFinite(norm))
                .count();
    }

    /** Returns the latest step whose norm is not finite, which the backward pass met first. */
    public OptionalInt lastNonFinite() {
        return IntStream.range(firstStep, norms.length)
                .filter(t -> !Double.isFinite(norms[t]))
                .max();
    }
}
