// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.backflow.gradient.Bits;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FlatViewTest {

    /** Collects what it sees, and puts {@code x + 1} in its place if told so. */
    private static final class AddingOne implements FlatView.Visitor {
        private final boolean writes;
        private final List<Double> seen = new ArrayList<>();

        AddingOne(boolean writes) {
            this.writes = writes;
        }

        @Override
        public boolean visit(float[] tile, int count) {
            for (int i = 0; i < count; i++) {
                seen.add((double) tile[i]++);
            }
            return writes;
        }

        @Override
        public boolean visit(double[] tile, int count) {
            for (int i = 0; i < count; i++) {
                seen.add(tile[i]++);
            }
            return writes;
        }
    }

    /** Element i is i modulo 100: whole numbers up to 100 are exact even in bfloat16. */
    private static INDArray counting(DataType type, long length) {
        INDArray flat = Nd4j.create(DataType.DOUBLE, length);
        for (long i = 0; i < length; i++) {
            flat.putScalar(i, element(i));
        }
        return flat.castTo(type);
    }

    private static double element(long index) {
        return index % 100;
    }

    static Stream<Arguments> typesAndLengths() {
        return Stream.of(DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16, DataType.BFLOAT16)
                .flatMap(type ->
                        Stream.of(1, 2, 2047, 2048, 2049, 4095, 4096, 4097).map(length -> Arguments.of(type, length)));
    }

    @ParameterizedTest(name = "{0} x {1}")
    @MethodSource("typesAndLengths")
    void visitsEveryElementOnceInOrderAndWritesBack(DataType type, int length) {
        INDArray flat = counting(type, length);
        AddingOne visitor = new AddingOne(true);
        FlatView.of(flat).visit(0, length, visitor);
        assertThat(visitor.seen).hasSize(length);
        for (int i = 0; i < length; i++) {
            assertThat(visitor.seen.get(i)).isEqualTo(element(i));
            assertThat(flat.getDouble(i)).isEqualTo(element(i) + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("typesAndLengths")
    void aRangeLeavesItsNeighboursAlone(DataType type, int length) {
        INDArray flat = counting(type, length + 5);
        AddingOne visitor = new AddingOne(true);
        FlatView.of(flat).visit(3, length, visitor);
        assertThat(visitor.seen).hasSize(length);
        for (int i = 0; i < length + 5; i++) {
            boolean inside = i >= 3 && i < length + 3;
            assertThat(flat.getDouble(i)).isEqualTo(element(i) + (inside ? 1 : 0));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE", "HALF"})
    void whatTheVisitorDoesNotReportIsNotWritten(DataType type) {
        INDArray flat = counting(type, 3000);
        FlatView.of(flat).visit(0, 3000, new AddingOne(false));
        assertThat(Bits.of(flat)).isEqualTo(Bits.of(counting(type, 3000)));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE", "HALF"})
    void editsThroughAViewWithAnOffset(DataType type) {
        INDArray whole = counting(type, 5000);
        INDArray part = whole.get(NDArrayIndex.interval(10, 4110));
        FlatView.of(part).visit(0, part.length(), new AddingOne(true));
        assertThat(whole.getDouble(9)).isEqualTo(element(9));
        assertThat(whole.getDouble(10)).isEqualTo(element(10) + 1);
        assertThat(whole.getDouble(4109)).isEqualTo(element(4109) + 1);
        assertThat(whole.getDouble(4110)).isEqualTo(element(4110));
    }

    @Test
    void aViewOfTheBeginningEndsWhereItEnds() {
        INDArray whole = counting(DataType.FLOAT, 100);
        AddingOne visitor = new AddingOne(true);
        FlatView.of(whole.get(NDArrayIndex.interval(0, 50))).visit(0, 50, visitor);
        assertThat(visitor.seen).hasSize(50);
        assertThat(whole.getDouble(49)).isEqualTo(50.0);
        assertThat(whole.getDouble(50)).isEqualTo(50.0);
    }

    @ParameterizedTest
    @ValueSource(chars = {'c', 'f'})
    void editsAColumnOfAMatrix(char order) {
        INDArray matrix = counting(DataType.FLOAT, 20).reshape('c', 4, 5).dup(order);
        AddingOne visitor = new AddingOne(true);
        FlatView.of(matrix.getColumn(2)).visit(0, 4, visitor);
        assertThat(visitor.seen).containsExactly(2.0, 7.0, 12.0, 17.0);
        assertThat(matrix.getDouble(3, 2)).isEqualTo(18.0);
        assertThat(matrix.getDouble(3, 1)).isEqualTo(16.0);
    }

    @ParameterizedTest
    @ValueSource(chars = {'c', 'f'})
    void aRowVectorIsFlatInEitherOrder(char order) {
        INDArray row = counting(DataType.DOUBLE, 7).reshape('c', 1, 7).dup(order);
        AddingOne visitor = new AddingOne(true);
        FlatView.of(row).visit(0, 7, visitor);
        assertThat(visitor.seen).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
        assertThat(row.getDouble(0, 6)).isEqualTo(7.0);
    }

    @ParameterizedTest
    @ValueSource(chars = {'c', 'f'})
    void aMatrixIsNotFlat(char order) {
        INDArray matrix = Nd4j.create(DataType.FLOAT, new long[] {4, 5}, order);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlatView.of(matrix))
                .withMessage("The array must be flat, got shape [4, 5]");
    }

    @Test
    void anArrayOfWholeNumbersIsRefused() {
        INDArray indices = Nd4j.create(DataType.INT32, 4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlatView.of(indices))
                .withMessage("The array must have a floating-point type, got INT");
    }

    @ParameterizedTest
    @EnumSource(names = {"DOUBLE", "FLOAT", "BFLOAT16"})
    void squaresAreThoseOfTheRange(DataType type) {
        FlatView view = FlatView.of(counting(type, 10_000));
        for (long[] range : new long[][] {{0, 10_000}, {3, 0}, {5, 7}, {2_047, 2_050}, {9_999, 1}}) {
            double expected = 0;
            for (long i = range[0]; i < range[0] + range[1]; i++) {
                expected += element(i) * element(i);
            }
            assertThat(view.squares(range[0], range[1])).isEqualTo(expected); // whole numbers, so exact
        }
    }

    @Test
    void aFactorIsRoundedDownToAFloatThatHoldsItToFullPrecision() {
        FlatView floats = FlatView.of(counting(DataType.FLOAT, 3));
        assertThat(floats.factor(0.1)).isEqualTo(Math.nextDown(0.1f)).isLessThan(0.1);
        assertThat(floats.factor(0.25)).isEqualTo(0.25);
        assertThat(floats.factor(1e-40)).isEqualTo(1e-40);
        assertThat(FlatView.of(counting(DataType.DOUBLE, 3)).factor(0.1)).isEqualTo(0.1);
    }

    /** A view of an array, and whether somebody holds the array. */
    private record Viewed(FlatView view, WeakReference<INDArray> array) {

        static Viewed of(DataType type) {
            INDArray array = Nd4j.ones(type, 8);
            return new Viewed(FlatView.of(array), new WeakReference<>(array));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void keepsTheArrayWhoseMemoryWouldBeFreed(DataType type) {
        Viewed kept = Viewed.of(type);
        WeakReference<INDArray> dropped = Viewed.of(type).array();
        for (int i = 0; i < 50 && dropped.get() != null; i++) {
            System.gc(); // which clears weak references before it returns
        }
        assertThat(dropped.get()).as("of a view that nobody holds").isNull();
        assertThat(kept.array().get()).isNotNull();
        assertThat(kept.view().squares(0, 8)).isEqualTo(8);
    }
}
