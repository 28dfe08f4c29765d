// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.NormType;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.NaiveNorms;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The gradient over its norm. It has no threshold, and so changes every gradient but those of norm 0 and 1. */
class NormalizedGradientTest extends PolicyContract {

    @Override
    protected ClippingPolicy strict(BareGradient gradient) {
        return new NormalizedGradient(0.0, Level.LAYER, NormType.L2);
    }

    @Override
    protected List<ClippingPolicy> lenient(BareGradient gradient) {
        return List.of(); // see nothingIsLeftOfItsLength and zerosStayZeros
    }

    @Override
    protected List<GradientBlock> kept(BareGradient gradient) {
        return gradient.layout().blocks(Level.LAYER);
    }

    @Override
    protected void assertBounded(BareGradient before, BareGradient after, DataType type) {
        for (GradientBlock layer : after.layout().blocks(Level.LAYER)) {
            // Each element is rounded once, those of half below its normal range to 2^-25 at worst.
            double rounding = type == DataType.FLOAT16 ? 0x1p-11 + 0x1p-25 * layer.length() : 4 * roundoff(type);
            assertThat(NaiveNorms.l2(after.elements(layer))).isCloseTo(1.0, within(rounding + 1e-13));
        }
    }

    @ParameterizedTest
    @EnumSource(Level.class)
    void dividesByTheNormAndBeta(Level by) {
        BareGradient gradient = draw(DataType.DOUBLE, 3);
        BareGradient before = gradient.copy();
        double beta = 0.7;
        gradient.clip(new NormalizedGradient(beta, by, NormType.L1));
        for (GradientBlock block :
                by == Level.GATE ? before.layout().leaves() : before.layout().blocks(by)) {
            double[] old = before.elements(block);
            double[] now = gradient.elements(block);
            double norm = 0;
            for (double x : old) {
                norm += Math.abs(x);
            }
            for (int i = 0; i < old.length; i++) {
                double expected = old[i] / (norm + beta);
                assertThat(now[i]).isCloseTo(expected, within(1e-12 * Math.abs(expected)));
            }
        }
    }

    @Test
    void nothingIsLeftOfItsLengthAndItSaysSo() {
        BareGradient gradient = draw(DataType.DOUBLE, 5);
        double norm = gradient.norms().global().l2();
        ClipResult result = gradient.clip(new NormalizedGradient(1e-8));
        assertThat(result.reason()).isEqualTo("l2 norm made 1, beta 1.0E-8");
        assertThat(result.threshold()).isNaN();
        assertThat(result.coefficient()).isCloseTo(1 / norm, within(1e-6 / norm));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void ofOneParameterTheSignIsLeft(DataType type) {
        for (double value : new double[] {-2.0, 1e-20}) {
            BareGradient gradient = BareGradient.of(oneWeight(), type, 3, i -> value);
            ClipResult result = gradient.clip(new NormalizedGradient(0.0));
            assertThat(gradient.elements()[0]).isCloseTo(Math.signum(value), within(4 * roundoff(type)));
            assertThat(result.blocks().get(0).elements()).isEqualTo(1);
        }
    }

    /** g * beta / (norm + beta): nearly g where it is small, never longer than beta where it is large. */
    @Test
    void aLargeBetaIsASmoothThreshold() {
        double beta = 10.0;
        for (double size : new double[] {1e-3, 1e6}) {
            BareGradient gradient = BareGradient.of(model(), DataType.DOUBLE, 1, i -> i == 0 ? size : 0.0);
            gradient.clip(new NormalizedGradient(beta));
            double clipped = beta * gradient.elements()[0];
            assertThat(clipped).isCloseTo(size < beta ? size : beta, within(1e-3 * Math.min(size, beta)));
        }
    }
}
