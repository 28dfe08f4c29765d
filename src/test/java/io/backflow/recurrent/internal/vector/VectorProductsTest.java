// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.recurrent.internal.arithmetic.OuterSums;
import io.backflow.recurrent.internal.arithmetic.PanelProducts;
import io.backflow.recurrent.internal.arithmetic.Panels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packed products at every width of vectors against plain loops in double, at shapes that fit no tile. */
@EnabledIf("hasModule")
class VectorProductsTest {

    /** Every one up to the widest vector and one more, then around the multiples of a tile's widths. */
    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 31, 33, 48, 50, 63, 64, 65, 70};

    /**
     * One rounding for each term, of a sum that is nowhere larger than the sum of the terms' sizes: the bound of Higham
     * (2002), equation 3.5, without its term of second order, which the one for the last addition outweighs.
     */
    private static double bound(int terms, double sizes) {
        return (terms + 1) * 0x1p-24 * sizes;
    }

    static boolean hasModule() {
        return VectorModule.products().isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void productsAgreeWithPlainLoops(int bits) throws ReflectiveOperationException {
        PanelProducts<float[]> products = WidthLoader.products(bits);
        assertThat(products).hasToString("vectors of " + bits + " bits");
        Random random = new Random(7);
        for (int inner : SIZES) {
            for (int columns : SIZES) {
                int rows = 1 + random.nextInt(11);
                check(products, random, rows, inner, 1 + random.nextInt(4), columns, random.nextBoolean());
            }
        }
        for (int rows : SIZES) {
            check(products, random, rows, 5, 3, 20, true);
        }
    }

    private static void check(
            PanelProducts<float[]> products,
            Random random,
            int rows,
            int inner,
            int blocks,
            int columns,
            boolean transposed) {
        int offset = random.nextInt(3);
        int stride = inner + random.nextInt(3);
        float[] left = numbers(random, offset + (rows - 1) * stride + inner);
        float[] right = numbers(random, 2 + inner * blocks * columns);
        Panels.Layout layout = transposed
                ? new Panels.Layout(2, 1, columns * inner, inner)
                : new Panels.Layout(2, blocks * columns, columns, 1);
        Panels<float[]> panels = products.panels(inner, blocks, columns);
        // In two pieces, as input and recurrent weights are.
        int first = inner / 2;
        panels.pack(0, first, right, layout);
        panels.pack(
                first,
                inner - first,
                right,
                new Panels.Layout(layout.at(first, 0), layout.inner(), layout.block(), layout.column()));
        float[][] out = new float[blocks][rows * columns];
        panels.multiply(rows, inner, left, offset, stride, out);
        for (int b = 0; b < blocks; b++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    double sum = 0;
                    double sizes = 0;
                    for (int k = 0; k < inner; k++) {
                        double term =
                                (double) left[offset + i * stride + k] * right[layout.at(k, j) + b * layout.block()];
                        sum += term;
                        sizes += Math.abs(term);
                    }
                    assertThat((double) out[b][i * columns + j])
                            .as("%d x %d x %d of %d, at %d, %d", rows, inner, columns, blocks, i, j)
                            .isEqualTo(sum, within(bound(inner, sizes)));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void rowsDoNotDependOnWhatTheyAreMultipliedWith(int bits) throws ReflectiveOperationException {
        Random random = new Random(8);
        int inner = 37;
        int columns = 50;
        Panels<float[]> panels = WidthLoader.products(bits).panels(inner, 1, columns);
        panels.pack(0, inner, numbers(random, inner * columns), new Panels.Layout(0, columns, 0, 1));
        float[] left = numbers(random, 9 * inner);
        float[][] together = new float[1][9 * columns];
        panels.multiply(9, inner, left, 0, inner, together);
        for (int row = 0; row < 9; row++) {
            float[][] alone = new float[1][columns];
            panels.multiply(1, inner, left, row * inner, inner, alone);
            assertThat(alone[0]).isEqualTo(Arrays.copyOfRange(together[0], row * columns, (row + 1) * columns));
        }
    }

    /** A step from no state leaves out the recurrent weights, which may be infinite. */
    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void rowsThatDoNotTakePartMayHoldAnything(int bits) throws ReflectiveOperationException {
        Random random = new Random(10);
        int inner = 300;
        int part = 200;
        float[] right = numbers(random, inner * 50);
        float[] left = numbers(random, 5 * inner);
        Panels<float[]> whole = WidthLoader.products(bits).panels(inner, 2, 25);
        Panels.Layout layout = new Panels.Layout(0, 50, 25, 1);
        Panels<float[]> only = WidthLoader.products(bits).panels(part, 2, 25);
        only.pack(0, part, right, layout);
        Arrays.fill(right, part * 50, inner * 50, Float.POSITIVE_INFINITY);
        whole.pack(0, inner, right, layout);
        for (int depth : new int[] {0, part}) {
            float[][] expected = new float[2][5 * 25];
            float[][] out = new float[2][5 * 25];
            if (depth > 0) {
                only.multiply(5, depth, left, 0, inner, expected);
            }
            whole.multiply(5, depth, left, 0, inner, out);
            assertThat(out).isDeepEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void outerSumsAgreeWithPlainLoops(int bits) throws ReflectiveOperationException {
        PanelProducts<float[]> products = WidthLoader.products(bits);
        Random random = new Random(9);
        for (int left : SIZES) {
            for (int right : SIZES) {
                checkSums(products.outerSums(left, right), random, left, right, 1 + random.nextInt(150));
            }
        }
        checkSums(products.outerSums(50, 70), random, 50, 70, 700);
        checkSums(products.outerSums(50, 0), random, 50, 0, 700); // the sums of the left numbers alone
    }

    private static void checkSums(OuterSums<float[]> sums, Random random, int left, int right, int rows) {
        int first = random.nextInt(3);
        int stride = first + right;
        float[] lefts = numbers(random, rows * left);
        float[] rights = numbers(random, rows * stride);
        float[] products = new float[left * right];
        float[] bias = new float[left];
        sums.sum(
                List.of(new OuterSums.Rows<>(rows, lefts, rights)),
                new OuterSums.Columns(first, stride),
                0,
                sums.shares(),
                products,
                bias);
        for (int i = 0; i < left; i++) {
            double total = 0;
            double sizes = 0;
            for (int r = 0; r < rows; r++) {
                total += lefts[r * left + i];
                sizes += Math.abs(lefts[r * left + i]);
            }
            assertThat((double) bias[i]).isEqualTo(total, within(bound(rows, sizes)));
            for (int j = 0; j < right; j++) {
                double sum = 0;
                double terms = 0;
                for (int r = 0; r < rows; r++) {
                    double term = (double) lefts[r * left + i] * rights[r * stride + first + j];
                    sum += term;
                    terms += Math.abs(term);
                }
                assertThat((double) products[i * right + j])
                        .as("%d x %d, %d rows, at %d, %d", left, right, rows, i, j)
                        .isEqualTo(sum, within(bound(rows, terms)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void outerSumsDependNeitherOnSharesNorOnHowTheRowsAreCut(int bits) throws ReflectiveOperationException {
        Random random = new Random(10);
        int left = 50;
        int right = 23;
        int rows = 300;
        float[] lefts = numbers(random, rows * left);
        float[] rights = numbers(random, rows * right);
        PanelProducts<float[]> vectors = WidthLoader.products(bits);
        OuterSums<float[]> sums = vectors.outerSums(left, right);
        OuterSums.Columns columns = new OuterSums.Columns(0, right);
        float[] whole = new float[left * right];
        float[] wholeBias = new float[left];
        sums.sum(List.of(new OuterSums.Rows<>(rows, lefts, rights)), columns, 0, sums.shares(), whole, wholeBias);

        List<OuterSums.Rows<float[]>> pieces = new ArrayList<>();
        for (int from = 0; from < rows; ) {
            int count = Math.min(1 + random.nextInt(40), rows - from);
            pieces.add(new OuterSums.Rows<>(
                    count,
                    Arrays.copyOfRange(lefts, from * left, (from + count) * left),
                    Arrays.copyOfRange(rights, from * right, (from + count) * right)));
            from += count;
        }
        float[] shared = new float[left * right];
        float[] sharedBias = new float[left];
        IntStream.range(0, sums.shares())
                .forEach(share ->
                        vectors.outerSums(left, right).sum(pieces, columns, share, share + 1, shared, sharedBias));
        assertThat(shared).isEqualTo(whole);
        assertThat(sharedBias).isEqualTo(wholeBias);
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
