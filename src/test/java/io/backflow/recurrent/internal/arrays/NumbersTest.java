// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.recurrent.internal.arithmetic.Memory;
import java.lang.ref.WeakReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NumbersTest {

    /** A view of an array, and whether somebody holds the array. */
    private record View<A>(Memory<A> memory, WeakReference<INDArray> array) {

        static <A> View<A> of(Numbers<A> numbers) {
            INDArray array = Nd4j.linspace(1, 6, 6, numbers.type()).reshape(2, 3);
            return new View<>(numbers.view(array), new WeakReference<>(array));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void aViewKeepsTheArrayWhoseMemoryWouldBeFreed(DataType type) {
        View<?> kept = View.of(Numbers.of(type));
        WeakReference<INDArray> dropped = View.of(Numbers.of(type)).array();
        for (int i = 0; i < 50 && dropped.get() != null; i++) {
            System.gc(); // which clears weak references before it returns
        }
        assertThat(dropped.get()).as("of a view that nobody holds").isNull();
        assertThat(kept.array().get()).isNotNull();
        assertThat(kept.memory().at(5)).isEqualTo(6);
    }
}
