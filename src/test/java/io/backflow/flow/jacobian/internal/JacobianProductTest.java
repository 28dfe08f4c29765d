// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.linalg.internal.Assembled;
import io.backflow.linalg.internal.GradedProduct;
import io.backflow.linalg.internal.LinearMap;
import io.backflow.linalg.internal.SingularValues;
import io.backflow.linalg.internal.Vectors;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.cell.Cell;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Products of step Jacobians against central differences of plain loops. */
class JacobianProductTest {

    private static final int UNITS = 3;
    private static final int STEPS = 7;

    /** Rounding of 1e-16 over the differences' step of 1e-6, and some for the curvature. */
    private static final double TOLERANCE = 2e-8;

    static Stream<Arguments> cases() {
        return Cells.all().stream().flatMap(cell -> Stream.of(false, true).map(masked -> Arguments.of(cell, masked)));
    }

    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void areTheDerivativesOfLaterStatesByEarlierOnes(Cell cell, boolean masked) {
        EnginePass pass = new EnginePass(cell, UNITS, STEPS, 0.9, 11);
        pass.masked[3][1] = masked;
        BackwardTrace trace = pass.trace();
        for (int from : new int[] {0, 2, 5}) {
            for (int to = from + 1; to < STEPS; to++) {
                double[][] expected = pass.differences(trace, 1, from, to);
                JacobianProduct product = product(pass, trace, from, to, JacobianRecord.JacobianPath.STATE);
                assertThat(product.size()).isEqualTo(expected.length);
                for (int j = 0; j < expected.length; j++) {
                    assertThat(image(product, j)).containsExactly(expected[j], within(TOLERANCE));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void transposedProductIsTheTranspose(Cell cell, boolean masked) {
        EnginePass pass = new EnginePass(cell, UNITS, STEPS, 0.9, 12);
        pass.masked[3][1] = masked;
        BackwardTrace trace = pass.trace();
        Random random = new Random(1);
        for (JacobianRecord.JacobianPath path : JacobianRecord.JacobianPath.values()) {
            if (path == JacobianRecord.JacobianPath.STATE || cell.cellStateBlock() >= 0) {
                JacobianProduct product = product(pass, trace, 1, 5, path);
                double[] v = random.doubles(product.size()).toArray();
                double[] u = random.doubles(product.size()).toArray();
                double[] forward = new double[product.size()];
                double[] back = new double[product.size()];
                double a = Math.exp(product.apply(v, forward)) * Vectors.dot(u, forward);
                double b = Math.exp(product.applyTransposed(u, back)) * Vectors.dot(v, back);
                assertThat(a).isCloseTo(b, within(1e-14));
                assertThat(a).isNotZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("gated")
    void pathsAreBlocksOfTheWhole(Cell cell) {
        EnginePass pass = new EnginePass(cell, UNITS, STEPS, 0.9, 13);
        BackwardTrace trace = pass.trace();
        double[][] whole = pass.differences(trace, 0, 2, 6);
        for (int j = 0; j < UNITS; j++) {
            double[] hidden = image(product(pass, trace, 2, 6, JacobianRecord.JacobianPath.HIDDEN, 0), j);
            double[] direct = image(product(pass, trace, 2, 6, JacobianRecord.JacobianPath.CELL, 0), j);
            for (int i = 0; i < UNITS; i++) {
                assertThat(hidden[i]).isCloseTo(whole[j][i], within(TOLERANCE));
                assertThat(direct[i]).isCloseTo(whole[UNITS + j][UNITS + i], within(TOLERANCE));
            }
        }
    }

    static Stream<Cell> gated() {
        return Cells.all().stream().filter(cell -> cell.cellStateBlock() >= 0);
    }

    static List<Cell> usual() {
        return Cells.usual();
    }

    @ParameterizedTest
    @MethodSource("usual")
    void gradedProductAgreesWithAssemblyWhereThatIsExact(Cell cell) {
        EnginePass pass = new EnginePass(cell, 5, 6, 1, 4);
        BackwardTrace trace = pass.trace();
        JacobianProduct product = new JacobianProduct(
                StepJacobians.between(pass.weights(), pass.example(trace, 0), 2, 4), JacobianRecord.JacobianPath.STATE);
        Assembled assembled = Assembled.of(product);
        double[] expected = SingularValues.of(assembled.columns());
        double[] found = GradedProduct.logs(product.factors());
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.exp(found[i] - assembled.log())).isCloseTo(expected[i], within(1e-13));
        }
    }

    private static JacobianProduct product(
            EnginePass pass, BackwardTrace trace, int from, int to, JacobianRecord.JacobianPath path) {
        return product(pass, trace, from, to, path, 1);
    }

    private static JacobianProduct product(
            EnginePass pass, BackwardTrace trace, int from, int to, JacobianRecord.JacobianPath path, int example) {
        List<StepJacobian> steps = StepJacobians.between(pass.weights(), pass.example(trace, example), from, to);
        return new JacobianProduct(steps, path);
    }

    private static double[] image(LinearMap map, int index) {
        double[] unit = new double[map.size()];
        unit[index] = 1;
        double[] image = new double[map.size()];
        double scale = Math.exp(map.apply(unit, image));
        for (int i = 0; i < image.length; i++) {
            image[i] *= scale;
        }
        return image;
    }
}
