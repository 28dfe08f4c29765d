// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import io.backflow.flow.jacobian.Spectrum;
import io.backflow.linalg.internal.Assembled;
import io.backflow.linalg.internal.Effort;
import io.backflow.linalg.internal.Estimate;
import io.backflow.linalg.internal.GradedProduct;
import io.backflow.linalg.internal.LargestEigenvalue;
import io.backflow.linalg.internal.LargestSingularValue;
import io.backflow.linalg.internal.LinearMap;
import io.backflow.linalg.internal.SingularValues;
import io.backflow.linalg.internal.SpectralRadius;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Takes spectra, assembling small matrices and iterating on others, within a budget of multiplications. */
final class Spectra {

    /** Below this many iterations a largest singular value is a guess, and not worth its cost. */
    private static final int FEWEST_ITERATIONS = 3;

    /** Ten sweeps of n^2 / 2 rotations, of ten multiplications an element each; QR factorisations before spare some. */
    private static final long SVD_WORK = 50;

    /**
     * The reduction to Hessenberg form, and two or three QR steps for each eigenvalue, in the time that vectors times
     * matrices take.
     */
    private static final long RADIUS_WORK = 10;

    /** Three passes of two orthogonalisations, and a product of triangles. */
    private static final long ORTHOGONAL_WORK = 7;

    private static final double LN_10 = Math.log(10);

    private static final Estimate NOT_TAKEN = new Estimate(Double.NaN, 0, false);

    /** What becomes of the spectral radius of a matrix that is not assembled for its singular values. */
    private enum Radius {
        NONE,
        ITERATED,
        ASSEMBLED
    }

    private final Effort effort;
    private final int exactSize;
    private final int radiusSize;
    private final long budget;
    private long spent;
    private long beyondBudget;

    /**
     * Begins.
     *
     * @param radiusSize the largest size at which {@link #ofStep} assembles a matrix for its radius alone, out of the
     *     budget
     */
    Spectra(Effort effort, int exactSize, int radiusSize, long budget) {
        this.effort = effort;
        this.exactSize = exactSize;
        this.radiusSize = radiusSize;
        this.budget = budget;
    }

    /** Returns how many multiplications were made, roughly. */
    long spent() {
        return spent + beyondBudget;
    }

    /** Returns whether a matrix is assembled for all of its singular values. */
    boolean assembles(int size) {
        return size <= exactSize;
    }

    /**
     * Returns the spectrum of a single step or a matrix of weights; nothing if what is left of the budget does not
     * suffice for it.
     */
    Optional<Spectrum> ofStep(LinearMap a, boolean withRadius) {
        return of(a, withRadius, a.size() <= radiusSize ? Radius.ASSEMBLED : Radius.ITERATED);
    }

    /**
     * Returns the spectrum of a product, whose elements take long to find; nothing if what is left of the budget does
     * not suffice for it.
     */
    Optional<Spectrum> ofProduct(LinearMap a, boolean withRadius) {
        return of(a, withRadius, Radius.ITERATED);
    }

    private Optional<Spectrum> of(LinearMap a, boolean withRadius, Radius method) {
        return assembles(a.size()) ? assembled(a, withRadius) : iterated(a, withRadius ? method : Radius.NONE);
    }

    private Optional<Spectrum> iterated(LinearMap a, Radius method) {
        long image = Math.max(1, a.work());
        long affordable = (budget - spent) / ((method == Radius.ITERATED ? 3 : 2) * image);
        if (affordable < Math.min(FEWEST_ITERATIONS, effort.maxIterations())) {
            return Optional.empty();
        }
        Effort allowed = new Effort(effort.tolerance(), (int) Math.min(affordable, effort.maxIterations()));
        Estimate sigma = LargestSingularValue.of(a, allowed);
        spent += 2 * image * sigma.iterations();
        Estimate radius = radius(a, method, allowed);
        return Optional.of(new Spectrum(
                sigma.log() / LN_10,
                radius.log() / LN_10,
                List.of(),
                sigma.iterations(),
                sigma.converged(),
                method != Radius.NONE,
                radius.converged()));
    }

    private Estimate radius(LinearMap a, Radius method, Effort allowed) {
        return switch (method) {
            case NONE -> NOT_TAKEN;
            case ITERATED -> iteratedRadius(a, allowed);
            case ASSEMBLED -> assembledRadius(a);
        };
    }

    private Estimate iteratedRadius(LinearMap a, Effort allowed) {
        Estimate radius = LargestEigenvalue.of(a, allowed);
        spent += Math.max(1, a.work()) * radius.iterations();
        return radius;
    }

    private Estimate assembledRadius(LinearMap a) {
        long size = a.size();
        beyondBudget += size * a.work() + RADIUS_WORK * size * size * size;
        return SpectralRadius.of(Assembled.of(a));
    }

    private Optional<Spectrum> assembled(LinearMap a, boolean withRadius) {
        long size = a.size();
        long cube = size * size * size;
        long cost = 4 * size * a.work()
                + (SVD_WORK
                                + (withRadius ? 2 * RADIUS_WORK : 0)
                                + ORTHOGONAL_WORK * a.factors().size())
                        * cube;
        if (cost > budget - spent) {
            return Optional.empty();
        }
        spent += cost;
        Assembled matrix = Assembled.of(a);
        Estimate radius = withRadius ? SpectralRadius.of(matrix) : NOT_TAKEN;
        double[] values = Arrays.stream(SingularValues.of(matrix.columns()))
                .map(v -> matrix.log() + Math.log(v))
                .toArray();
        if (Double.isNaN(values[0])) {
            return Optional.of(new Spectrum(Double.NaN, Double.NaN, List.of(), 0, false, withRadius, false));
        }
        if (a.factors().size() > 1) {
            values = GradedProduct.logs(a.factors());
        }
        List<Double> log10 = Arrays.stream(values).mapToObj(v -> v / LN_10).toList();
        return Optional.of(
                new Spectrum(log10.get(0), radius.log() / LN_10, log10, 0, true, withRadius, radius.converged()));
    }
}
