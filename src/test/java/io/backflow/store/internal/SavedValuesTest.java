// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SavedValuesTest {

    private static SavedValues of(double... values) {
        return SavedValues.of(Map.of("x", values), "x");
    }

    @Test
    void readsEachValueAsWhatItIs() {
        SavedValues values = of(0x1p53, 0, Double.NaN, 1);
        assertThat(values.count()).isEqualTo(1L << 53);
        assertThat(values.flag()).isFalse();
        assertThat(values.number()).isNaN();
        assertThat(values.hasNext()).isTrue();
        assertThat(values.choice(List.of("a", "b"))).isEqualTo("b");
        assertThat(values.hasNext()).isFalse();
    }

    private static void assertRefused(Runnable reading, String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(reading::run)
                .withMessage("The saved state's entry 'x' " + rule);
    }

    @Test
    void namesTheEntryThatDoesNotFit() {
        assertRefused(() -> SavedValues.of(Map.of(), "x"), "must be there, got none");
        assertRefused(() -> of().number(), "must have more than 0 numbers, got 0");
        assertRefused(() -> of(1.5).count(), "must have a whole number, got 1.5");
        assertRefused(() -> of(-1).count(), "must have a whole number, got -1.0");
        assertRefused(() -> of(2).choice(List.of("a", "b")), "must be the index of one of [a, b], got 2");
    }
}
