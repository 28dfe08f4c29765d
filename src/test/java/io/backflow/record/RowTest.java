// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTest {

    private static final Row ROW = Row.builder()
            .with("whole", Long.MAX_VALUE)
            .with("number", 0.1)
            .with("text", "adding")
            .with("flag", true)
            .with("row", Row.builder().with("inner", 1).build())
            .with("wholes", new long[] {1, 2})
            .with("numbers", new double[] {0.5, Double.NaN})
            .with("texts", List.of("a", "b"))
            .norm("norm", 1.0 / 3)
            .norms("norms", new double[] {2.0 / 3, Double.POSITIVE_INFINITY})
            .missing("missing")
            .build();

    @Test
    void givesBackWhatWasAddedInTheOrderInWhichItWasAdded() {
        assertThat(ROW.names())
                .containsExactly(
                        "whole", "number", "text", "flag", "row", "wholes", "numbers", "texts", "norm", "norms",
                        "missing");
        assertThat(ROW.whole("whole")).isEqualTo(Long.MAX_VALUE);
        assertThat(ROW.number("number")).isEqualTo(0.1);
        assertThat(ROW.text("text")).isEqualTo("adding");
        assertThat(ROW.flag("flag")).isTrue();
        assertThat(ROW.row("row").whole("inner")).isEqualTo(1);
        assertThat(ROW.numbers("wholes")).containsExactly(1, 2);
        assertThat(ROW.numbers("numbers")).containsExactly(0.5, Double.NaN);
        assertThat(ROW.texts("texts")).containsExactly("a", "b");
        assertThat(ROW.number("norm")).isEqualTo(0.3333333);
        assertThat(ROW.numbers("norms")).containsExactly(0.6666667, Double.POSITIVE_INFINITY);
    }

    @Test
    void tellsAMissingValueFromAFieldThatIsThere() {
        assertThat(ROW.has("whole")).isTrue();
        assertThat(ROW.has("missing")).isFalse();
        assertThat(ROW.has("never added")).isFalse();
    }

    @Test
    void aWholeNumberIsANumberToo() {
        assertThat(Row.builder().with("x", 3).build().number("x")).isEqualTo(3.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"number", "text", "missing", "never added"})
    void namesTheFieldAndTheFieldsThereAreIfTheTypeIsAnother(String name) {
        List<Function<Row, Object>> wrong = List.of(
                row -> row.whole(name), row -> row.flag(name), row -> row.numbers(name), row -> row.texts(name));
        assertThat(wrong)
                .allSatisfy(access -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> access.apply(ROW))
                        .withMessageContaining("'" + name + "'")
                        .withMessageContaining("[whole, number, text,"));
    }

    @Test
    void refusesTextsAmongNumbersAndNumbersAmongTexts() {
        assertThatIllegalArgumentException().isThrownBy(() -> ROW.numbers("texts"));
        assertThatIllegalArgumentException().isThrownBy(() -> ROW.texts("wholes"));
    }

    @Test
    void refusesASecondFieldOfTheSameName() {
        Row.Builder row = Row.builder().missing("x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row.with("x", 1))
                .withMessage("The row must not have two fields named 'x'");
    }

    @Test
    void aBuilderThatGoesOnDoesNotChangeTheRow() {
        Row.Builder builder = Row.builder().with("x", 1);
        Row row = builder.build();
        builder.with("y", 2);
        assertThat(row.names()).containsExactly("x");
    }
}
