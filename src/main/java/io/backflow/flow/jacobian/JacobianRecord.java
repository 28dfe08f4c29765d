// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian;

import io.backflow.statistics.internal.Quantile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

    /** Returns the products over all examples, by path and then by lag, from the shortest up. */
    public List<LagSummary> byLag() {
        List<LagSummary> summaries = new ArrayList<>();
        for (Path path : Path.values()) {
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

    private LagSummary summary(Path path, int lag) {
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
}
