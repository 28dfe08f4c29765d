// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.FloatArithmetic;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.CellLoops;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import io.backflow.recurrent.internal.cell.StepGradient;
import io.backflow.recurrent.internal.vector.VectorModule;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loops on vectors give the bits that the cells' own give. */
@EnabledIf("hasModule")
class CellLoopsTest {

    /** Fits no vector, and is more than goes through the loops at a time. */
    private static final int LENGTH = 1237;

    private final FloatArithmetic m = new FloatArithmetic();
    private final Random random = new Random(3);

    static boolean hasModule() {
        return VectorModule.products().isPresent();
    }

    static Stream<Cell> cells() {
        return Stream.of(
                new SimpleRnnCell(Activation.TANH),
                new LstmCell(Activation.TANH, Activation.SIGMOID),
                new GruCell(Activation.TANH, Activation.SIGMOID));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void bitsAreTheSame(Cell cell) {
        CellLoops<float[]> loops =
                VectorModule.products().orElseThrow().loops(cell).orElseThrow();
        // Once interpreted, and, after many times, compiled.
        for (int i = 0; i < 300; i++) {
            check(cell, loops);
        }
    }

    private void check(Cell cell, CellLoops<float[]> loops) {
        int gates = cell.gates().size();
        float[][] kept = numbers(cell.keptBlocks());
        float[][] keptOfLoops = copy(kept);
        float[][] recurrent = numbers(cell.recurrentApart() ? gates : 0);
        float[][] recurrentOfLoops = copy(recurrent);
        float[][] bias = numbers(cell.biasBlocks());
        float[][] before = numbers(2);
        float[][] h = new float[2][LENGTH + CellLoops.ROOM];
        cell.forward(m, kept, recurrent, bias, before[0], before[1], h[0], LENGTH);
        loops.forward(keptOfLoops, recurrentOfLoops, bias, before[0], before[1], h[1], LENGTH);
        assertSame(keptOfLoops, kept);
        assertSame(new float[][] {h[1]}, new float[][] {h[0]});

        StepGradient<float[]> g = new StepGradient<>(m, cell, LENGTH + CellLoops.ROOM);
        StepGradient<float[]> ofLoops = new StepGradient<>(m, cell, LENGTH + CellLoops.ROOM);
        float[][] errors = numbers(2);
        for (StepGradient<float[]> each : Arrays.asList(g, ofLoops)) {
            System.arraycopy(errors[0], 0, each.dh, 0, LENGTH);
            System.arraycopy(errors[1], 0, each.dcCarried, 0, LENGTH);
        }
        cell.backward(m, kept, bias, before[0], before[1], g, LENGTH);
        loops.backward(kept, before[0], before[1], ofLoops, LENGTH);
        assertSame(ofLoops.dz, g.dz);
        assertSame(ofLoops.dzRecurrent, g.dzRecurrent);
        assertSame(
                new float[][] {ofLoops.dc, ofLoops.dcCarried, ofLoops.dhDirect},
                new float[][] {g.dc, g.dcCarried, g.dhDirect});
    }

    @Test
    void otherActivationsHaveNoLoops() {
        assertThat(VectorModule.products().orElseThrow().loops(new SimpleRnnCell(Activation.RELU)))
                .isEmpty();
    }

    private static void assertSame(float[][] actual, float[][] expected) {
        for (int k = 0; k < expected.length; k++) {
            assertThat(Arrays.copyOf(actual[k], LENGTH)).isEqualTo(Arrays.copyOf(expected[k], LENGTH));
        }
    }

    private float[][] numbers(int blocks) {
        float[] special = {
            0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 1e30f, -1e30f, 18f
        };
        float[][] numbers = new float[blocks][LENGTH + CellLoops.ROOM];
        for (float[] block : numbers) {
            for (int i = 0; i < LENGTH; i++) {
                block[i] = i % 20 == 0 ? special[random.nextInt(special.length)] : (float) (3 * random.nextGaussian());
            }
        }
        return numbers;
    }

    private static float[][] copy(float[][] blocks) {
        return Arrays.stream(blocks).map(float[]::clone).toArray(float[][]::new);
    }
}
