// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.gradient.MiniBatch;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ExampleSharesTest {

    private static ExampleShares.OfLayer layer(String path, double... norms) {
        return new ExampleShares.OfLayer(path, norms);
    }

    private static ExampleShares pass(ExampleShares.OfLayer... layers) {
        return new ExampleShares(List.of(layers), List.of("a", "b", "c", "d"));
    }

    @Test
    void namesThoseWithMoreThanAnEqualShareOverAllLayers() {
        List<MiniBatch.Example> largest =
                ExampleShares.largest(List.of(pass(layer("low", 3, 1, 0, 6), layer("high", 4, 1, 1, 2))));
        // 25, 2, 1 and 40 of 68, of which an equal share is 17.
        assertThat(largest.stream().map(MiniBatch.Example::index)).containsExactly(3, 0);
        assertThat(largest.stream().map(MiniBatch.Example::layer)).containsExactly("low", "high");
        assertThat(largest.stream().map(MiniBatch.Example::place)).containsExactly("d", "a");
        assertThat(largest.get(0).norm()).isCloseTo(Math.sqrt(40), within(1e-15));
        assertThat(largest.get(0).share()).isCloseTo(40 / 68.0, within(1e-15));
        assertThat(largest.get(1).share()).isCloseTo(25 / 68.0, within(1e-15));
        assertThat(largest.get(0)).hasToString("d, 59 % of the gradient");
    }

    @Test
    void thoseThatAreNotFiniteAreNamedAlone() {
        List<MiniBatch.Example> broken = ExampleShares.largest(List.of(
                pass(layer("low", 3, Double.NaN, 0, 1e300), layer("high", 4, Double.POSITIVE_INFINITY, 1, 1e300))));
        assertThat(broken).hasSize(1);
        assertThat(broken.get(0).index()).isEqualTo(1);
        assertThat(broken.get(0).layer()).isEqualTo("high"); // where the errors come from
        assertThat(broken.get(0)).hasToString("b, not finite");
    }

    @Test
    void normsBeyondTheRootOfTheRangeHaveShares() {
        List<MiniBatch.Example> largest = ExampleShares.largest(List.of(pass(layer("one", 3e200, 4e200))));
        assertThat(largest.get(0).share()).isCloseTo(0.64, within(1e-15));
    }

    @Test
    void minibatchesOfOneUpdateFollowOneAnotherAndStackedOnesAreOne() {
        ExampleShares stacked = new ExampleShares(List.of(layer("stack", 3, 0, 4, 0), layer("one", 0, 1)), List.of());
        List<MiniBatch.Example> largest = ExampleShares.largest(List.of(pass(layer("one", 1, 2)), stacked));
        assertThat(largest.get(0).index()).isEqualTo(2);
        assertThat(largest.get(0).norm()).isEqualTo(5);
        assertThat(largest.get(0)).hasToString("example 2 of the minibatch, 81 % of the gradient"); // 25 of 31
    }

    @Test
    void nobodyIsNamedWithoutAGradientOrALayerThatKnows() {
        assertThat(ExampleShares.largest(List.of(pass(layer("one", 0, 0))))).isEmpty();
        assertThat(ExampleShares.largest(List.of(pass()))).isEmpty();
    }

    @Test
    void amongTheLargestIsWhatIsLargerThanAHundredBefore() {
        LatestNorms norms = new LatestNorms();
        assertThat(DoubleStream.iterate(1, n -> n + 1).limit(100).filter(norms::add)).isEmpty();
        assertThat(norms.add(100)).isFalse();
        assertThat(norms.add(101)).isTrue();
        assertThat(norms.add(Double.NaN)).isFalse();
        LatestNorms resumed = new LatestNorms();
        resumed.restore(norms.state());
        assertThat(resumed.add(101)).isFalse();
        assertThat(DoubleStream.generate(() -> 1).limit(99).filter(resumed::add)).isEmpty();
        assertThat(resumed.add(50)).isFalse(); // 101 is the hundredth before
        assertThat(resumed.add(51)).isTrue();
    }
}
