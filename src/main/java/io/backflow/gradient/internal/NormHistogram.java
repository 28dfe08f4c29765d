// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.statistics.internal.Quantile;
import java.util.stream.DoubleStream;

/**
 * Counts norms in bins of equal relative width, so that any quantile of any number of them is known to a stated
 * relative error, in constant memory.
 *
 * <p>A norm x > 0 belongs to bin i = ceil(ln x / ln gamma), gamma = (1 + e) / (1 - e), which is the interval
 * (gamma^(i-1), gamma^i]. Its estimate 2 gamma^i / (gamma + 1) is at most e from every norm of the bin, relative to
 * that norm. The bins cover every normal double; smaller norms count as 0. Pages of bins are made when a norm first
 * falls into one: 2 KB for each factor of about 170 that the norms span at the default error, and 568 KB if they span
 * everything.
 *
 * <p>Norms that are not finite are counted apart and belong to no quantile. Not safe for use from several threads.
 *
 * @see <a href="https://www.vldb.org/pvldb/vol12/p2195-masson.pdf">Masson, Rim, Lee (2019), DDSketch, Section 2.1</a>
 */
public final class NormHistogram {

    /** The relative error of a quantile if no other is asked for: 1 %. */
    public static final double DEFAULT_RELATIVE_ERROR = 0.01;

    private static final int PAGE = 256;

    /** Numbers of a {@link #state()} before the first bin. */
    private static final int HEAD = 3;

    private final double relativeError;
    private final double gamma;
    private final double logGamma;
    private final int firstBin;
    private final long[][] pages;
    private long zeros;
    private long positive;
    private long nonFinite;

    /** Makes an empty histogram with a relative error of 1 %. */
    public NormHistogram() {
        this(DEFAULT_RELATIVE_ERROR);
    }

    /**
     * Makes an empty histogram.
     *
     * @param relativeError of a quantile, at least 0.001 and less than 1
     */
    public NormHistogram(double relativeError) {
        if (!(relativeError >= 1e-3 && relativeError < 1.0)) { // written so that NaN fails too
            throw new IllegalArgumentException(
                    "relativeError must be at least 0.001 and less than 1, got " + relativeError);
        }
        this.relativeError = relativeError;
        this.gamma = (1 + relativeError) / (1 - relativeError);
        this.logGamma = Math.log(gamma);
        this.firstBin = bin(Double.MIN_NORMAL);
        this.pages = new long[(bin(Double.MAX_VALUE) - firstBin) / PAGE + 1][];
    }

    private int bin(double norm) {
        return (int) Math.ceil(Math.log(norm) / logGamma);
    }

    /**
     * Counts a norm.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void add(double norm) {
        if (norm < 0) {
            throw new IllegalArgumentException("A norm must be at least 0, got " + norm);
        }
        if (!Double.isFinite(norm)) {
            nonFinite++;
        } else if (norm < Double.MIN_NORMAL) {
            zeros++;
        } else {
            int position = bin(norm) - firstBin;
            page(position / PAGE)[position % PAGE]++;
            positive++;
        }
    }

    private long[] page(int index) {
        long[] page = pages[index];
        if (page == null) {
            page = new long[PAGE];
            pages[index] = page;
        }
        return page;
    }

    /**
     * Counts what another histogram counted.
     *
     * @throws IllegalArgumentException if its relative error is another
     */
    public void merge(NormHistogram other) {
        if (other.relativeError != relativeError) {
            throw new IllegalArgumentException("Merged histograms must have the same relative error, got "
                    + relativeError + " and " + other.relativeError);
        }
        for (int i = 0; i < pages.length; i++) {
            if (other.pages[i] != null) {
                long[] page = page(i);
                for (int j = 0; j < PAGE; j++) {
                    page[j] += other.pages[i][j];
                }
            }
        }
        zeros += other.zeros;
        positive += other.positive;
        nonFinite += other.nonFinite;
    }

    /**
     * Returns the quantile of the finite norms by the rule of {@link Quantile}, to the relative error; NaN if there is
     * none.
     *
     * @param q from 0, the smallest, over 0.5, the median, to 1, the largest
     */
    public double quantile(double q) {
        double position = Quantile.position(count(), q);
        if (count() == 0) {
            return Double.NaN;
        }
        long below = (long) position;
        double share = position - below;
        double low = ofRank(below);
        return share == 0 ? low : Quantile.between(low, ofRank(below + 1), share);
    }

    private double ofRank(long rank) {
        return rank < zeros ? 0.0 : estimate(binOfRank(rank - zeros));
    }

    /** Returns the bin in which the norm of a rank among the positive ones is. */
    private int binOfRank(long rank) {
        long below = 0;
        for (int i = 0; i < pages.length; i++) {
            for (int j = 0; pages[i] != null && j < PAGE; j++) {
                below += pages[i][j];
                if (below > rank) {
                    return firstBin + i * PAGE + j;
                }
            }
        }
        throw new IllegalStateException("The bins hold " + below + " norms, fewer than rank " + rank);
    }

    /** The middle of the bin: {@code 2 gamma^i / (gamma + 1)}. The last bin ends above the largest double. */
    private double estimate(int bin) {
        double middle = Math.exp(bin * logGamma + Math.log(2 / (gamma + 1)));
        return Math.min(middle, Double.MAX_VALUE);
    }

    /**
     * Returns everything that was counted, as {@link #of} takes it: the relative error, the counts of zeros and of
     * norms that are not finite, then position and count of every bin that is not empty. Counts are exact up to 2^53.
     */
    public double[] state() {
        DoubleStream.Builder values = DoubleStream.builder();
        values.add(relativeError).add((double) zeros).add((double) nonFinite);
        for (int i = 0; i < pages.length; i++) {
            for (int j = 0; pages[i] != null && j < PAGE; j++) {
                if (pages[i][j] > 0) {
                    values.add((double) i * PAGE + j).add((double) pages[i][j]);
                }
            }
        }
        return values.build().toArray();
    }

    /**
     * Returns a histogram that goes on counting where another one was.
     *
     * @throws IllegalArgumentException if this is no {@link #state()} of a histogram
     */
    public static NormHistogram of(double[] state) {
        if (state.length < HEAD || state.length % 2 != HEAD % 2) {
            throw new IllegalArgumentException(
                    "A histogram's state has 3 numbers and 2 for each bin, got " + state.length);
        }
        NormHistogram histogram = new NormHistogram(state[0]);
        histogram.zeros = count("zeros", state[1]);
        histogram.nonFinite = count("norms that are not finite", state[2]);
        for (int i = HEAD; i < state.length; i += 2) {
            double position = state[i];
            if (!(position >= 0
                    && position < (double) histogram.pages.length * PAGE
                    && position == Math.rint(position))) {
                throw new IllegalArgumentException("A histogram has no bin " + position);
            }
            long count = count("norms of a bin", state[i + 1]);
            histogram.page((int) position / PAGE)[(int) position % PAGE] += count;
            histogram.positive += count;
        }
        return histogram;
    }

    private static long count(String what, double value) {
        if (!(value >= 0 && value <= 0x1p53 && value == Math.rint(value))) { // written so that NaN fails too
            throw new IllegalArgumentException("The number of " + what + " must be a whole number >= 0, got " + value);
        }
        return (long) value;
    }

    /** Returns the number of finite norms, zeros included. */
    public long count() {
        return zeros + positive;
    }

    /** Returns the number of norms that are 0 or below the smallest normal double. */
    public long zeros() {
        return zeros;
    }

    /** Returns the number of norms that are NaN or infinite. */
    public long nonFinite() {
        return nonFinite;
    }

    /** Returns the largest error of {@link #quantile}, relative to the true value. */
    public double relativeError() {
        return relativeError;
    }
}
