// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;

/** What DL4J's Adam makes of its epsilon, beside PyTorch's; the page on migration has these figures. */
class AdamEpsilonTest {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;

    /** Rounding of a handful of operations on doubles. */
    private static final double ROUNDING = 1e-14;

    /** Returns the step at one update of many with the same gradient, as a share of the learning rate. */
    private static double step(double gradient, double epsilon, int update) {
        INDArray state = Nd4j.zeros(DataType.DOUBLE, 1, 2);
        GradientUpdater<?> adam =
                new UpdaterConfig.Adam(1, BETA1, BETA2, epsilon).newUpdater().instantiate(state, true);
        double step = 0;
        for (int t = 0; t < update; t++) {
            INDArray array = Nd4j.createFromArray(new double[] {gradient}).reshape(1, 1);
            adam.applyUpdater(array, t, 0);
            step = array.getDouble(0);
        }
        return step;
    }

    /**
     * With torch.optim.Adam([w], lr=1.0, eps=1e-8), w of float64 and a gradient that stays the same, PyTorch 1.13 makes
     * the steps of the last column at every update; ours are s |g| / (s |g| + epsilon) with s = sqrt(1 - beta2^t).
     */
    @ParameterizedTest
    @CsvSource({
        "1e-8, 1, 0.030653430031715, 0.5",
        "1e-6, 1, 0.759746926647958, 0.9900990099009902",
        "1e-4, 1, 0.9968476908167399, 0.999900009999",
        "1e-8, 1000, 0.44295149690585206, 0.5",
        "1e-8, 5000, 0.4991570257548465, 0.5"
    })
    void weighsMoreInTheFirstUpdatesThanPyTorchs(double gradient, int update, double here, double pyTorch) {
        assertThat(step(gradient, 1e-8, update)).isEqualTo(here, within(1e-12));
        double size = Math.sqrt(1 - Math.pow(BETA2, update)) * gradient;
        assertThat(here).isEqualTo(size / (size + 1e-8), within(1e-12));
        assertThat(here).isLessThan(pyTorch);
    }

    @ParameterizedTest
    @CsvSource({"1e-8, 0.5", "1e-6, 0.9900990099009902", "1e-4, 0.999900009999"})
    void timesTheRootOfOneLessBeta2TheFirstStepIsPyTorchs(double gradient, double pyTorch) {
        double epsilon = 1e-8 * Math.sqrt(1 - BETA2);
        assertThat(step(gradient, epsilon, 1)).isEqualTo(pyTorch, within(ROUNDING));
        assertThat(String.format(Locale.ROOT, "%.3g", epsilon)).isEqualTo("3.16e-10");
    }

    /** DJL 0.36.0 and PyTorch make a first step of 1 with plain momentum. */
    @Test
    void momentumIsNesterovs() {
        INDArray gradient = Nd4j.createFromArray(new double[] {1}).reshape(1, 1);
        new UpdaterConfig.Momentum(1, 0.9)
                .newUpdater()
                .instantiate(Nd4j.zeros(DataType.DOUBLE, 1, 1), true)
                .applyUpdater(gradient, 0, 0);
        assertThat(gradient.getDouble(0)).isEqualTo(1.9, within(ROUNDING));
    }

    @Test
    void thePageHasTheFigures() throws IOException {
        String page = Files.readString(Path.of("docs/migration.md")).replaceAll("\\s+", " ");
        String first = String.format(Locale.ROOT, "%.3f", step(1e-8, 1e-8, 1));
        assertThat(page).contains("a gradient of 1e-8 moves its parameter by " + first + " of the learning rate");
        assertThat(page).contains("`epsilon: 3.16e-10`");
    }
}
