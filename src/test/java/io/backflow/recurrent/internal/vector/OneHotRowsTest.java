// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.recurrent.internal.arithmetic.OneHotRows;
import java.util.Arrays;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One-hot rows on vectors of 4, 8 and 16 floats. */
@EnabledIf("hasModule")
class OneHotRowsTest {

    /** Elements around those that are looked at, which must neither be read nor written. */
    private static final int AROUND = 3;

    static boolean hasModule() {
        return VectorModule.products().isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void aSymbolIsTheOnlyOneAmongZeros(int bits) throws ReflectiveOperationException {
        OneHotRows<float[]> rows = WidthLoader.products(bits).oneHotRows();
        for (int length : new int[] {1, 16, 17, 70}) {
            float[] a = new float[AROUND + length + AROUND];
            Arrays.fill(a, 9);
            Arrays.fill(a, AROUND, AROUND + length, 0);
            assertThat(rows.symbol(a, AROUND, length)).isEqualTo(OneHotRows.NONE);
            a[AROUND] = -0f;
            assertThat(rows.symbol(a, AROUND, length)).isEqualTo(OneHotRows.NONE);
            for (int i = 0; i < length; i++) {
                a[AROUND + i] = 1;
                assertThat(rows.symbol(a, AROUND, length)).isEqualTo(i);
                for (float other : new float[] {2, -1, 0.5f, Float.MIN_VALUE, Float.NaN, Float.POSITIVE_INFINITY}) {
                    a[AROUND + i] = other;
                    assertThat(rows.symbol(a, AROUND, length)).isEqualTo(OneHotRows.OTHER);
                }
                a[AROUND + i] = 1;
                a[AROUND + (i + 1) % length] = 1;
                assertThat(rows.symbol(a, AROUND, length)).isEqualTo(length == 1 ? 0 : OneHotRows.OTHER);
                a[AROUND + (i + 1) % length] = 0;
                a[AROUND + i] = 0;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void addsWhatItIsToldTo(int bits) throws ReflectiveOperationException {
        OneHotRows<float[]> rows = WidthLoader.products(bits).oneHotRows();
        for (int length = 0; length < 70; length++) {
            float[] from = new float[AROUND + length];
            float[] to = new float[1 + length + AROUND];
            float[] expected = new float[to.length];
            for (int i = 0; i < length; i++) {
                from[AROUND + i] = 1 + i / 7f;
                to[1 + i] = i / 3f;
                expected[1 + i] = to[1 + i] + from[AROUND + i];
            }
            rows.add(from, AROUND, to, 1, length);
            assertThat(to).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void whatIsGatheredIsScatteredToWhereItWas(int bits) throws ReflectiveOperationException {
        OneHotRows<float[]> rows = WidthLoader.products(bits).oneHotRows();
        int[] at = {4, 0, 7};
        float[] from = {10, 11, 12, 13, 14, 15, 16, 17};
        float[] table = new float[8];
        rows.gather(from, at, table, 1, 3);
        assertThat(table).containsExactly(0, 14, 0, 0, 10, 0, 0, 17);
        float[] back = new float[8];
        rows.scatter(table, 1, 3, back, at);
        assertThat(back).containsExactly(10, 0, 0, 0, 14, 0, 0, 17);
    }
}
