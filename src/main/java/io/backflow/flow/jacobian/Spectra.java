package io.backflow.flow.jacobian;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Takes spectra, assembling small matrices and iterating on others, within a budget of multiplications. */
final class Spectra {

    /** Below this many iterations a largest singular value is a guess, and not worth its cost. */
    private static final int FEWEST_ITERATIONS = 3;

    /** About ten sweeps of n^2 / 2 rotations, of ten multiplications an element each. */
    private static final long SVD_WORK = 50;

    /** The reduction to Hessenberg form, and two or three QR steps for each eigenvalue, at complex prices. */
    private static final long RADIUS_WORK = 50;

    /** Three passes of two orthogonalisations, and a product of triangles. */
    private static final long ORTHOGONAL_WORK = 7;

    private static final double LN_10 = Math.log(10);

    private final Effort effort;
    private final int exactSize;
    private final long budget;
    private long spent;

    Spectra(Effort effort, int exactSize, long budget) {
        this.effort = effort;
        this.exactSize = exactSize;
        this.budget = budget;
    }

    /** Returns how many multiplications were made, roughly. */
    long spent() {
        return spent;
    }

    /** Returns the spectrum of a matrix; nothing if what is left of the budget does not suffice for it. */
    Optional<Spectrum> of(LinearMap a, boolean withRadius) {
        return a.size() <= exactSize ? assembled(a, withRadius) : iterated(a, withRadius);
    }

    private Optional<Spectrum> iterated(LinearMap a, boolean withRadius) {
        long image = Math.max(1, a.work());
        long affordable = (budget - spent) / ((withRadius ? 3 : 2) * image);
        if (affordable < Math.min(FEWEST_ITERATIONS, effort.maxIterations())) {
            return Optional.empty();
        }
        Effort allowed = new Effort(effort.tolerance(), (int) Math.min(affordable, effort.maxIterations()));
        Estimate sigma = LargestSingularValue.of(a, allowed);
        spent += 2 * image * sigma.iterations();
        Estimate radius = new Estimate(Double.NaN, 0, false);
        if (withRadius) {
            radius = LargestEigenvalue.of(a, allowed);
            spent += image * radius.iterations();
        }
        return Optional.of(new Spectrum(
                sigma.log() / LN_10,
                radius.log() / LN_10,
                List.of(),
                sigma.iterations(),
                sigma.converged(),
                radius.converged()));
    }

    private Optional<Spectrum> assembled(LinearMap a, boolean withRadius) {
        long size = a.size();
        long cube = size * size * size;
        long cost = 4 * size * a.work()
                + (SVD_WORK
                                + (withRadius ? RADIUS_WORK : 0)
                                + ORTHOGONAL_WORK * a.factors().size())
                        * cube;
        if (cost > budget - spent) {
            return Optional.empty();
        }
        spent += cost;
        Assembled matrix = Assembled.of(a);
        double radius =
                withRadius ? (matrix.log() + SpectralRadius.log(matrix.rowMajor(), a.size())) / LN_10 : Double.NaN;
        JacobiSvd svd = JacobiSvd.of(matrix.columns());
        if (!svd.converged()) {
            return Optional.of(new Spectrum(Double.NaN, Double.NaN, List.of(), 0, false, false));
        }
        double[] values = a.factors().size() > 1
                ? GradedProduct.logs(a.factors())
                : Arrays.stream(svd.values())
                        .map(v -> matrix.log() + Math.log(v))
                        .toArray();
        List<Double> log10 = Arrays.stream(values).mapToObj(v -> v / LN_10).toList();
        return Optional.of(new Spectrum(log10.get(0), radius, log10, 0, true, withRadius));
    }
}
