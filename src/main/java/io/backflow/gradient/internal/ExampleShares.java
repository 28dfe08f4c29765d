// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import io.backflow.gradient.MiniBatch;
import io.backflow.linalg.internal.L2Norm;
import io.backflow.model.internal.ModelPart;
import io.backflow.model.internal.ModelView;
import io.backflow.model.internal.WrappedLayers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;

/**
 * What each example of one minibatch added to the gradients of the recurrent layers in a backward pass.
 *
 * @param layers the layers that can say so, with a norm for each example
 * @param metaData where the examples stand in their data
 */
record ExampleShares(List<OfLayer> layers, List<?> metaData) {

    /** How many examples of an update are named at most. */
    static final int NAMED = 3;

    /** What the examples added to the gradient of one layer. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, not compared
    record OfLayer(String path, double[] norms) {}

    /** Asks the layers of a model, whose backward pass has just been made. */
    static ExampleShares of(Model model, List<?> metaData) {
        List<OfLayer> layers = new ArrayList<>();
        for (ModelPart part : ModelView.of(model).parts()) {
            Layer layer = part.layer();
            if (layer != null) {
                WrappedLayers.leaves(layer, part.name()).forEach(leaf -> ask(leaf, layers));
            }
        }
        return new ExampleShares(layers, metaData);
    }

    private static void ask(WrappedLayers.Leaf leaf, List<OfLayer> layers) {
        if (leaf.layer() instanceof ExampleNorms recurrent) {
            double[] norms = recurrent.exampleNorms();
            if (norms.length > 0) {
                layers.add(new OfLayer(leaf.path(), norms));
            }
        }
    }

    /** Returns how many examples there are: a layer over stacked minibatches has a multiple of them. */
    private int examples() {
        return layers.stream().mapToInt(layer -> layer.norms().length).min().orElse(0);
    }

    /**
     * Returns the examples that added most to an update, the largest first; those alone that are not finite, if there
     * are any.
     *
     * @param passes the minibatches whose gradients were summed, in their order
     */
    static List<MiniBatch.Example> largest(List<ExampleShares> passes) {
        List<MiniBatch.Example> all = new ArrayList<>();
        passes.forEach(pass -> pass.addTo(all));
        List<MiniBatch.Example> broken = all.stream()
                .filter(example -> !Double.isFinite(example.norm()))
                .limit(NAMED)
                .toList();
        if (!broken.isEmpty()) {
            return broken;
        }
        double largest = all.stream().mapToDouble(MiniBatch.Example::norm).max().orElse(0);
        if (largest == 0) {
            return List.of();
        }
        double sum = all.stream().mapToDouble(example -> square(example, largest)).sum();
        return IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -all.get(i).norm()))
                .limit(NAMED)
                .map(i -> all.get(i).withShare(square(all.get(i), largest) / sum))
                .filter(example -> example.norm() == largest || example.share() > 1.0 / all.size())
                .toList();
    }

    private static double square(MiniBatch.Example example, double largest) {
        return example.norm() / largest * (example.norm() / largest);
    }

    private void addTo(List<MiniBatch.Example> all) {
        int examples = examples();
        int before = all.size();
        for (int b = 0; b < examples; b++) {
            double[] norms = new double[layers.size()];
            for (int i = 0; i < norms.length; i++) {
                norms[i] = norm(layers.get(i).norms(), b, examples);
            }
            String layer = layers.get(largest(norms)).path();
            String place = ExamplePlaces.of(metaData, b);
            all.add(new MiniBatch.Example(before + b, layer, L2Norm.of(norms), Double.NaN, place));
        }
    }

    /** Returns what an example added, by all that is stacked of it. */
    private static double norm(double[] norms, int example, int examples) {
        return norms.length == examples
                ? norms[example]
                : L2Norm.of(IntStream.iterate(example, i -> i < norms.length, i -> i + examples)
                        .mapToDouble(i -> norms[i])
                        .toArray());
    }

    /** Returns the uppermost layer that is not finite, where the errors come from, or else the one with most. */
    private static int largest(double[] norms) {
        int most = 0;
        for (int i = norms.length - 1; i >= 0; i--) {
            if (!Double.isFinite(norms[i])) {
                return i;
            }
            most = norms[i] >= norms[most] ? i : most;
        }
        return most;
    }

    @Override
    public String toString() {
        return layers.stream().map(layer -> layer.path() + Arrays.toString(layer.norms())).toList() + " of " + metaData;
    }
}
