// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import io.backflow.flow.jacobian.JacobianOptions;
import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.linalg.internal.DenseMap;
import io.backflow.linalg.internal.Effort;
import io.backflow.linalg.internal.LinearMap;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import io.backflow.statistics.internal.Quantile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Measures the Jacobians through time of a minibatch; without state.
 *
 * <p>It needs the OpenBLAS that nd4j-native brings, as installed layers do.
 *
 * <pre>{@code
 * JacobianMeter meter = new JacobianMeter(JacobianOptions.DEFAULT);
 * RecurrentWeights weights = RecurrentWeights.of(cell, layer.getParam("RW"), layer.getParam("b"));
 * JacobianRecord record = meter.measure(weights, pass.trace(), MaskedSteps.NONE, pass.trace().steps() - 1);
 * }</pre>
 */
public final class JacobianMeter {

    /** The bounds rest on these values, so they are taken more exactly than what they bound. */
    private static final Effort RECURRENT_EFFORT = new Effort(1e-4, 60);

    private static final long MILLION = 1_000_000;

    private final JacobianOptions options;

    /** Makes a meter. */
    public JacobianMeter(JacobianOptions options) {
        this.options = options;
    }

    /**
     * Measures some examples of a minibatch.
     *
     * @param weights the parameters that the pass was made with
     * @param trace a backward pass with activations
     * @param to the step t that products end at: the last step, or the last one with a label
     * @throws IllegalArgumentException if {@code to} is not a step of the sequence
     * @throws java.util.NoSuchElementException if the trace has no activations
     */
    public JacobianRecord measure(RecurrentWeights weights, BackwardTrace trace, MaskedSteps mask, int to) {
        int count = Math.min(options.examples(), trace.miniBatch());
        List<Integer> rows = IntStream.range(0, count)
                .mapToObj(i -> (int) ((long) i * trace.miniBatch() / count))
                .toList();
        List<ExampleSteps> examples = new ArrayList<>();
        rows.forEach(row -> examples.add(ExampleSteps.of(trace, row, t -> mask.masked(t, row))));
        return measure(weights, examples, rows, to);
    }

    /**
     * Measures examples.
     *
     * @param rows what to call each in the record
     * @param to as above
     */
    public JacobianRecord measure(RecurrentWeights weights, List<ExampleSteps> examples, List<Integer> rows, int to) {
        Spectra spectra = new Spectra(
                new Effort(options.tolerance(), options.maxIterations()),
                options.exactSize(),
                options.radiusSize(),
                options.budget() * MILLION);
        JacobianRecord.RecurrentSpectrum recurrent = recurrent(weights);
        List<JacobianRecord.ProductSpectrum> steps = new ArrayList<>();
        List<JacobianRecord.ProductSpectrum> products = new ArrayList<>();
        int asked = 0;
        for (int i = 0; i < examples.size(); i++) {
            Example example = new Example(weights, recurrent, examples.get(i), rows.get(i), to, spectra);
            asked += example.steps(i, examples.size(), steps) + example.products(products);
        }
        return new JacobianRecord(
                weights.units(),
                weights.cell().cellStateBlock() < 0 ? weights.units() : 2 * weights.units(),
                rows,
                to,
                recurrent,
                steps,
                products,
                asked - steps.size() - products.size(),
                spectra.spent());
    }

    /** Returns the spectrum of the recurrent matrix alone, which needs no data. */
    public JacobianRecord.RecurrentSpectrum recurrent(RecurrentWeights weights) {
        Spectra spectra = new Spectra(RECURRENT_EFFORT, options.exactSize(), options.radiusSize(), Long.MAX_VALUE);
        Cell cell = weights.cell();
        List<JacobianRecord.Spectrum> matrices = new ArrayList<>();
        for (int g = 0; g < cell.gates().size(); g++) {
            LinearMap matrix = new DenseMap(weights.ofGate(g));
            matrices.add(spectra.ofStep(matrix, true).orElseThrow());
        }
        Optional<JacobianRecord.PascanuBound> bound = cell instanceof SimpleRnnCell rnn
                ? Optional.of(new JacobianRecord.PascanuBound(
                        Slopes.bound(rnn.activation()), matrices.get(0).sigma()))
                : Optional.empty();
        return new JacobianRecord.RecurrentSpectrum(cell.gates(), matrices, bound);
    }

    /** One example on its way through the steps. */
    private final class Example {

        private final JacobianRecord.RecurrentSpectrum recurrent;
        private final int row;
        private final int first;
        private final int to;
        private final boolean hasCell;
        private final Spectra spectra;
        /** Of steps {@code first + 1} to {@code to}. */
        private final List<StepJacobian> jacobians;

        private final double[] sigmas;

        Example(
                RecurrentWeights weights,
                JacobianRecord.RecurrentSpectrum recurrent,
                ExampleSteps steps,
                int row,
                int to,
                Spectra spectra) {
            if (to < steps.firstStep() || to >= steps.steps()) {
                throw new IllegalArgumentException("to must be between the first step " + steps.firstStep()
                        + " and the last step " + (steps.steps() - 1) + ", got " + to);
            }
            this.recurrent = recurrent;
            this.row = row;
            this.first = steps.firstStep();
            this.to = to;
            this.spectra = spectra;
            hasCell = weights.cell().cellStateBlock() >= 0;
            jacobians = StepJacobians.between(weights, steps, first, to);
            sigmas = recurrent.matrices().stream()
                    .mapToDouble(JacobianRecord.Spectrum::sigma)
                    .toArray();
        }

        /** Adds the single steps of one example of several; returns how many there should be. */
        int steps(int example, int examples, List<JacobianRecord.ProductSpectrum> into) {
            int count = Math.min(options.singleSteps(), jacobians.size());
            for (int i = 0; i < count; i++) {
                int lastStep = to - (int) ((long) i * jacobians.size() / count);
                boolean withRadius = wantsRadius(example * count + i, examples * count);
                JacobianProduct step = product(lastStep - 1, lastStep, JacobianRecord.JacobianPath.STATE);
                spectra.ofStep(step, withRadius)
                        .map(spectrum -> describe(spectrum, lastStep - 1, lastStep, JacobianRecord.JacobianPath.STATE))
                        .ifPresent(into::add);
            }
            return count;
        }

        /** Returns whether one single step of so many is among those whose radius is taken, which are spread evenly. */
        private boolean wantsRadius(int step, int of) {
            return spectra.assembles(jacobians.get(0).size())
                    || (long) step * options.radiusSteps() % of < options.radiusSteps();
        }

        /**
         * Adds products, the longest first, so that the budget leaves the short ones out; returns how many there should
         * be.
         */
        int products(List<JacobianRecord.ProductSpectrum> into) {
            TreeSet<Integer> lags = new TreeSet<>(options.lags());
            lags.add(to - first);
            int asked = 0;
            for (int lag : lags.descendingSet()) {
                if (lag < 1 || lag > to - first) {
                    continue;
                }
                for (JacobianRecord.JacobianPath path : JacobianRecord.JacobianPath.values()) {
                    if (isWanted(path)) {
                        asked++;
                        spectra.ofProduct(product(to - lag, to, path), options.productRadius())
                                .map(spectrum -> describe(spectrum, to - lag, to, path))
                                .ifPresent(into::add);
                    }
                }
            }
            return asked;
        }

        private boolean isWanted(JacobianRecord.JacobianPath path) {
            return switch (path) {
                case STATE -> true;
                case CELL -> hasCell;
                case HIDDEN -> hasCell && options.hiddenPath();
            };
        }

        private List<StepJacobian> factors(int from, int until) {
            return jacobians.subList(from - first, until - first);
        }

        private JacobianProduct product(int from, int until, JacobianRecord.JacobianPath path) {
            return new JacobianProduct(factors(from, until), path);
        }

        private JacobianRecord.ProductSpectrum describe(
                JacobianRecord.Spectrum spectrum, int from, int until, JacobianRecord.JacobianPath path) {
            List<StepJacobian> factors = factors(from, until);
            double[] direct = log10Direct(factors);
            return new JacobianRecord.ProductSpectrum(
                    row,
                    from,
                    until,
                    path,
                    spectrum,
                    recurrent.bound().map(b -> b.log10(until - from)).orElse(Double.NaN),
                    factors.stream()
                            .mapToDouble(j -> Math.log10(j.bound(sigmas)))
                            .sum(),
                    direct[direct.length - 1],
                    Quantile.ofSorted(direct, 0.5));
        }
    }

    /** Returns log10 of the elements of the direct path, sorted. */
    private static double[] log10Direct(List<StepJacobian> factors) {
        double[] sum = new double[factors.get(0).directPath().length];
        for (StepJacobian factor : factors) {
            double[] direct = factor.directPath();
            for (int u = 0; u < sum.length; u++) {
                sum[u] += Math.log10(Math.abs(direct[u]));
            }
        }
        Arrays.sort(sum);
        return sum;
    }
}
