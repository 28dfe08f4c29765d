// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.backflow.setting.Default;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

    private record Inner(double number, @Default("7") long later) {}

    private record Outer(
            String text,
            RunStatus status,
            @Nullable Inner inner,
            Map<String, double[]> lists,
            @Default("{\"number\": 1}") Inner given) {}

    private static Outer parse(String json) throws IOException {
        return Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Outer.class);
    }

    @Test
    void whatMayBeNullOrHasADefaultMayBeMissing() throws IOException {
        Outer read = parse("{'text': 'x', 'status': 'failed', 'lists': {}, 'unknown': [1]}");
        assertThat(read).isEqualTo(new Outer("x", RunStatus.FAILED, null, Map.of(), new Inner(1, 7)));
        assertThat(Json.pretty(read)).doesNotContain("inner");
    }

    @Test
    void everyNumberComesBack() throws IOException {
        double[] numbers = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0x1p60, -0.0, 1e-300};
        Outer written = new Outer(
                "x", RunStatus.RUNNING, new Inner(Double.NaN, 1L << 60), Map.of("a", numbers), new Inner(1, 2));
        Outer read = parse(Json.pretty(written));
        assertThat(read.inner()).isEqualTo(written.inner());
        assertThat(read.lists().get("a")).containsExactly(numbers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'status': 'failed', 'lists': {}} | text",
                "{'text': null, 'status': 'failed', 'lists': {}} | text",
                "{'text': 5, 'status': 'failed', 'lists': {}} | Integer",
                "{'text': 'x', 'status': 'no', 'lists': {}} | RunStatus",
                "{'text': 'x', 'status': 'failed', 'lists': 3} | Map",
                "{'text': 'x', 'status': 'failed', 'lists': {}, 'inner': {}} | number",
                "{'text': 'x', 'status': 'failed', 'lists': {}, 'inner': {'number': null}} | double",
                "{'text': 'x', 'status': 'failed', 'lists': {}, 'inner': {'number': 'one'}} | double",
                "{'text': 'x' | end-of-input",
                "[] | Outer"
            })
    void whatDoesNotFitIsRefused(String json, String named) {
        assertThatIOException().isThrownBy(() -> parse(json)).withMessageContaining(named);
    }
}
