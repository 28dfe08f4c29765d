// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.profile.LagProfile;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a gradient vanishes or explodes on its way back through time, with the numbers behind it.
 *
 * <p>The rule compares the norm of the gradient with itself, at the first labelled step, so that neither the size of
 * the loss nor the batch nor the scale matters, and a network that has learnt its task is not taken for one whose
 * gradient vanishes:
 *
 * <ol>
 *   <li>{@link Kind#DIVERGED} if the loss or any norm is NaN or infinite; the reason says what went first, as
 *       {@link FlowRecord.Divergence} does;
 *   <li>{@link Kind#UNDETERMINED} if there is nothing to compare: no step lies before the first labelled one, or, in a
 *       loss that each step has of its own and that was not followed back from one of them, too few lie there; or the
 *       norm there is 0 or so small that {@link #VANISHING} of it would underflow;
 *   <li>{@link Kind#EXPLODING} if the norm is over {@link #EXPLODING} times that at some lag: that step drowns the
 *       others in the gradient of the weights, which is a sum over the steps;
 *   <li>{@link Kind#VANISHING} if less than {@link #VANISHING} of it arrives at the first step: what stood there moves
 *       the weights less than a hundredth as much as what stood at the labelled step;
 *   <li>{@link Kind#HEALTHY} otherwise.
 * </ol>
 *
 * <p>Where sequences end at different steps, the norms are those by the lag from each example's own end, over the lags
 * that half of them reach.
 *
 * <p>It judges the lags that the sequence has: a rate of 0.9 a step is healthy over 20 steps (0.14 arrives) and
 * vanishing over 50 (0.006). For a cell with a cell state it judges dL/dc, the way that such a cell keeps open; else
 * dL/dh.
 *
 * @param kind the verdict
 * @param arrived norm at the first step that the backward pass reached, relative to that at the first labelled step;
 *     NaN if undetermined
 * @param peak largest norm at any of these lags, likewise
 * @param lags how many steps lie between the two
 * @param reason the verdict in words
 */
public record Verdict(Kind kind, double arrived, double peak, int lags, String reason) {

    /** A gradient vanishes if less than this share of its norm arrives at the first step. */
    public static final double VANISHING = 0.01;

    /** A gradient explodes if its norm grows by more than this factor on the way back. */
    public static final double EXPLODING = 100;

    /** The kinds of verdict, from the least to the most urgent. */
    public enum Kind {
        /** There is not enough to judge the gradient by. */
        UNDETERMINED,
        /** It arrives within two orders of magnitude of what went in. */
        HEALTHY,
        /** Next to nothing arrives. */
        VANISHING,
        /** It grows beyond measure. */
        EXPLODING,
        /** It is no longer finite. */
        DIVERGED;

        /** Returns the name in lower case, as records and files write it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Judges a profile of a network whose loss is {@code loss}.
     *
     * @param mixed whether errors enter at so many steps that the profile shows little of the flow
     * @param divergence what was not finite first in the network; null if all was finite, but perhaps this profile
     */
    static Verdict of(LagProfile profile, double loss, boolean mixed, FlowRecord.@Nullable Divergence divergence) {
        double[] norms = profile.arriving();
        int lags = Math.max(0, norms.length - 1);
        if (profile.lastNonFinite().isPresent() || !Double.isFinite(loss)) {
            return undecided(Kind.DIVERGED, lags, diverged(profile, loss, divergence));
        }
        if (norms.length == 0) {
            return undecided(Kind.UNDETERMINED, 0, "no error enters");
        }
        if (lags == 0) {
            return undecided(Kind.UNDETERMINED, 0, "errors enter at the first step already");
        }
        if (mixed) {
            return undecided(
                    Kind.UNDETERMINED,
                    lags,
                    "errors enter from step " + profile.labelled().first() + " on");
        }
        if (norms[0] * VANISHING < profile.floor()) {
            return undecided(Kind.UNDETERMINED, lags, "the gradient is too small at the labelled step to tell");
        }
        return judge(norms, lags);
    }

    private static String diverged(LagProfile profile, double loss, FlowRecord.@Nullable Divergence divergence) {
        String what = profile.lastNonFinite().isPresent()
                ? "the gradient is not finite at step "
                        + profile.lastNonFinite().getAsInt() + " and before"
                : "the loss is " + loss;
        return divergence == null ? what : what + "; " + divergence;
    }

    private static Verdict judge(double[] norms, int lags) {
        double arrived = norms[lags] / norms[0];
        double peak = 0;
        int peakLag = 0;
        for (int lag = 0; lag <= lags; lag++) {
            if (norms[lag] / norms[0] > peak) {
                peak = norms[lag] / norms[0];
                peakLag = lag;
            }
        }
        if (peak > EXPLODING) {
            return new Verdict(
                    Kind.EXPLODING, arrived, peak, lags, "grows over " + EXPLODING + "-fold by lag " + peakLag);
        }
        String share = (arrived < VANISHING ? "less than " : "at least ") + VANISHING + " of it arrives at lag " + lags;
        return new Verdict(arrived < VANISHING ? Kind.VANISHING : Kind.HEALTHY, arrived, peak, lags, share);
    }

    private static Verdict undecided(Kind kind, int lags, String reason) {
        return new Verdict(kind, Double.NaN, Double.NaN, lags, reason);
    }

    /** Returns the most urgent of several; undetermined if there is none. */
    static Kind worst(Collection<Kind> kinds) {
        return kinds.stream().max(Comparator.naturalOrder()).orElse(Kind.UNDETERMINED);
    }
}
