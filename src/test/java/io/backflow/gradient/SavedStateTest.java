// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SavedStateTest {

    private static final SavedState STATE = SavedState.empty()
            .withCounts("counts", 3, 4)
            .withFlag("flag", true)
            .withChoice("scale", Scale.PER_STEP)
            .with("numbers", 0.5, -1.0);

    @Test
    void readsWhatWasWrittenAlsoFromTheNumbersOfACheckpoint() {
        SavedState read = SavedState.of(STATE.toMap());
        assertThat(read.counts("counts", 2)).containsExactly(3, 4);
        assertThat(read.flag("flag")).isTrue();
        assertThat(read.choice("scale", Scale.class)).isEqualTo(Scale.PER_STEP);
        assertThat(read.numbers("numbers")).containsExactly(0.5, -1.0);
        assertThat(read.toMap().get("scale")).containsExactly(2.0);
        assertThat(SavedState.empty().withPart("part.", STATE).part("part.").toString())
                .isEqualTo(STATE.toString());
    }

    @Test
    void cannotBeChanged() {
        STATE.numbers("numbers")[0] = 9;
        Map<String, double[]> map = STATE.toMap();
        map.clear();
        assertThat(STATE.numbers("numbers")).containsExactly(0.5, -1.0);
    }

    @Test
    void saysWhichEntryDoesNotFit() {
        assertRefused(() -> STATE.count("none"), "'none' must be there, got none");
        assertRefused(() -> STATE.numbers("numbers", 3), "'numbers' must have 3 numbers, got 2");
        assertRefused(() -> STATE.norms("numbers"), "'numbers' must have finite numbers >= 0, got -1.0");
        assertRefused(() -> STATE.counts("numbers", 2), "'numbers' must have whole numbers, got 0.5");
        assertRefused(
                () -> STATE.withCounts("scale", 7).choice("scale", Scale.class),
                "'scale' must be the index of one of [SUM, MEAN, PER_STEP], got 7");
        assertRefused(
                () -> STATE.expect("counts", "flag", "scale"),
                "'numbers' must not be there beside [counts, flag, scale], got 2 numbers");
    }

    private static void assertRefused(Runnable read, String message) {
        assertThatIllegalArgumentException().isThrownBy(read::run).withMessage("The saved state's entry " + message);
    }
}
