// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian;

import io.backflow.statistics.internal.Quantile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The Jacobians through time of one layer over one minibatch.
 *
 * @param units units of the layer
 * @param stateSize length of the state: units, or twice that with a cell state
 * @param examples the rows of the minibatch that were looked at
 * @param to the step t that the products end at
 * @param recurrent the recurrent matrix
 * @param steps single steps, dh_{t+1}/dh_t, all or some of them with their spectral radius
 * @param products products that end at {@code to}, from the longest down
 * @param leftOut how many steps and products the budget did not suffice for
 * @param multiplications what it took, roughly
 */
public record JacobianRecord(
        int units,
        int stateSize,
        List<Integer> examples,
        int to,
        RecurrentSpectrum recurrent,
        List<ProductSpectrum> steps,
        List<ProductSpectrum> products,
        int leftOut,
        long multiplications) {

    /** Copies the lists. */
    public JacobianRecord {
        examples = List.copyOf(examples);
        steps = List.copyOf(steps);
        products = List.copyOf(products);
    }

    /** Returns the products of all examples, summarised by path and by lag. */
    public List<LagSummary> byLag() {
        List<LagSummary> summaries = new ArrayList<>();
        for (JacobianPath path : JacobianPath.values()) {
            products.stream()
                    .filter(p -> p.path() == path)
                    .map(ProductSpectrum::lag)
                    .distinct()
                    .sorted()
                    .forEach(lag -> {
                        summaries.add(summary(path, lag));
                    });
        }
        return List.copyOf(summaries);
    }

    private LagSummary summary(JacobianPath path, int lag) {
        List<ProductSpectrum> same = products.stream()
                .filter(p -> p.path() == path && p.lag() == lag)
                .sorted(Comparator.comparingInt(ProductSpectrum::example))
                .toList();
        double[] sigmas = sorted(same, p -> p.spectrum().log10Sigma());
        double[] direct = sorted(same, ProductSpectrum::log10DirectMedian);
        double[] bounds = sorted(same, ProductSpectrum::log10StepBound);
        return new LagSummary(
                path,
                lag,
                same.size(),
                Quantile.ofSorted(sigmas, 0.5),
                sigmas[sigmas.length - 1],
                (int) same.stream().filter(p -> !p.spectrum().sigmaConverged()).count(),
                same.get(0).log10Bound(),
                Quantile.ofSorted(bounds, 0.5),
                Quantile.ofSorted(direct, 0.5));
    }

    private static double[] sorted(List<ProductSpectrum> products, ToDoubleFunction<ProductSpectrum> value) {
        Stream<ProductSpectrum> all = products.stream();
        return all.mapToDouble(value).sorted().toArray();
    }

    /**
     * The products over one lag up to the last step, summarised over the measured examples.
     *
     * @param path which part of the state
     * @param lag t - k
     * @param examples how many
     * @param medianLog10Sigma median of log10 of the largest singular value
     * @param maxLog10Sigma the largest
     * @param lowerBounds how many of these values did not reach their tolerance, and so are a little too small
     * @param log10Bound of Pascanu's bound, which all examples have in common; NaN for gated cells
     * @param medianLog10StepBound median of log10 of the product of the bounds of its steps
     * @param medianLog10Direct median of log10 of the direct path's median element
     */
    public record LagSummary(
            JacobianRecord.JacobianPath path,
            int lag,
            int examples,
            double medianLog10Sigma,
            double maxLog10Sigma,
            int lowerBounds,
            double log10Bound,
            double medianLog10StepBound,
            double medianLog10Direct) {}

    /**
     * The bounds of Pascanu et al. (2013), section 2.1, for a plain recurrent layer: each step's Jacobian is
     * {@code diag(f') R'}, so its norm is at most {@code eta = gamma sigma_max(R)}, and {@code ||dh_t/dh_k|| <=
     * eta^(t-k)}.
     *
     * @param gamma the least upper bound of |f'|: 1 for tanh, relu, identity and hard tanh, 1/4 for sigmoid
     * @param sigma the largest singular value of the recurrent matrix
     */
    public record PascanuBound(double gamma, double sigma) {

        /** Returns {@code gamma sigma}. */
        public double eta() {
            return gamma * sigma;
        }

        /** Returns whether gradients must vanish. {@code sigma < 1/gamma} suffices for that. */
        public boolean mustVanish() {
            return eta() < 1;
        }

        /** Returns whether gradients may explode. Without {@code sigma > 1/gamma} they cannot. */
        public boolean mayExplode() {
            return eta() > 1;
        }

        /** Returns {@code log10(eta^lag)}. */
        public double log10(int lag) {
            return lag * Math.log10(eta());
        }
    }

    /** The part of the state that is differentiated by the same part of an earlier state. */
    public enum JacobianPath {
        /** The whole state by the whole state: h, or (h, c) of a cell with a cell state. */
        STATE,
        /** dc_t/dc_k, the derivative along every way, through h and the gates too; for cells with a cell state. */
        CELL,
        /** dh_t/dh_k at a given c_k; for cells with a cell state, others have it as {@link #STATE}. */
        HIDDEN
    }

    /**
     * The derivative of one example's state at step t by that at step k, a product of {@code t - k} step Jacobians.
     *
     * @param example row of the minibatch
     * @param from k
     * @param to t, greater than k
     * @param path which part of the state by which
     * @param spectrum its singular values and spectral radius
     * @param log10Bound of {@code eta^(t-k)}; NaN for gated cells
     * @param log10StepBound of the product of a bound on each step, from the slopes and gates that it really had and
     *     the largest singular value of each gate's matrix; holds for every cell
     * @param log10DirectMax of the largest element of the direct path: the product of the forget gates for LSTM, of the
     *     update gates for GRU, as if they were constants; negative infinity for a plain cell, which has no such path
     * @param log10DirectMedian of the median element
     */
    public record ProductSpectrum(
            int example,
            int from,
            int to,
            JacobianRecord.JacobianPath path,
            Spectrum spectrum,
            double log10Bound,
            double log10StepBound,
            double log10DirectMax,
            double log10DirectMedian) {

        /** Returns {@code t - k}. */
        public int lag() {
            return to - from;
        }

        /**
         * Returns log10 of the product's norm over Pascanu's bound. It is at most 0 but for rounding, and NaN for gated
         * cells.
         */
        public double log10OfBound() {
            return ratio(log10Bound);
        }

        /** Returns log10 of the product's norm over the bound from its own steps. It is at most 0 but for rounding. */
        public double log10OfStepBound() {
            return ratio(log10StepBound);
        }

        private double ratio(double bound) {
            // A product that is 0 lies infinitely far below any bound, one of 0 too.
            return spectrum.log10Sigma() == Double.NEGATIVE_INFINITY && !Double.isNaN(bound)
                    ? Double.NEGATIVE_INFINITY
                    : spectrum.log10Sigma() - bound;
        }

        /**
         * Returns log10 of the factor by which the largest singular value grows at each step. At 0 it neither vanishes
         * nor explodes.
         */
        public double log10PerStep() {
            return spectrum.log10Sigma() / lag();
        }
    }

    /**
     * The spectrum of the recurrent matrix, by gate.
     *
     * @param gates the gates, in the order of their weight columns
     * @param matrices the spectrum of each gate's matrix [units, units]
     * @param bound Pascanu's bound, for the plain recurrent cell; a gated cell has none of that form, since its step is
     *     no single product of a slope and a matrix. What holds for every cell is
     *     {@link JacobianRecord.ProductSpectrum#log10StepBound()}
     */
    public record RecurrentSpectrum(
            List<String> gates, List<Spectrum> matrices, Optional<JacobianRecord.PascanuBound> bound) {

        /** Copies the lists. */
        public RecurrentSpectrum {
            gates = List.copyOf(gates);
            matrices = List.copyOf(matrices);
        }
    }

    /**
     * The largest singular value of a matrix, and what else of its spectrum was asked for; as decimal logarithms, since
     * those of products over hundreds of steps do not fit a double. Negative infinity stands for 0.
     *
     * @param log10Sigma of the largest singular value; NaN if the matrix holds a NaN or infinite value
     * @param log10Radius of the spectral radius; NaN also if it was not asked for. If it did not converge the best
     *     value known, which may be too small or, far from normal, too large
     * @param log10SingularValues of all singular values, from the largest down, if the matrix was assembled; else
     *     empty. Each is exact to about the rounding error of a step times the number of steps, but for those of a
     *     block, {@link JacobianRecord.JacobianPath#CELL} and {@link JacobianRecord.JacobianPath#HIDDEN}: they are
     *     rounding below about 1e-15 times the largest
     * @param iterations pairs of products that the largest singular value took; 0 if the matrix was assembled
     * @param sigmaConverged whether the tolerance was met; if not, the value is a lower bound, and close to it
     * @param hasRadius whether the spectral radius was asked for
     * @param radiusConverged whether the spectral radius is right to the tolerance: that of a matrix within rounding
     *     errors of this one, each at most 1e-6 of the radius, or, iterated, within the square of the tolerance; false
     *     if it was not asked for
     */
    public record Spectrum(
            double log10Sigma,
            double log10Radius,
            List<Double> log10SingularValues,
            int iterations,
            boolean sigmaConverged,
            boolean hasRadius,
            boolean radiusConverged) {

        /** Copies the list. */
        public Spectrum {
            log10SingularValues = List.copyOf(log10SingularValues);
        }

        /** Returns the largest singular value, or 0 or infinity if it does not fit a double. */
        public double sigma() {
            return Math.pow(10, log10Sigma);
        }

        /** Returns the spectral radius, or 0 or infinity if it does not fit a double. */
        public double radius() {
            return Math.pow(10, log10Radius);
        }
    }
}
