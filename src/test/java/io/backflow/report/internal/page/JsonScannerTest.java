// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class JsonScannerTest {

    private static final String RECORD = """
            {"a": 1.5e-3, "text": "\\u00e9 \\"x\\\\\\n ü", "on": true, "off":false, "gone" : null,
             "list":[1,-2.5,"NaN",null,"-Infinity"], "empty": [], "none": {},
             "mixed":["b", {"c": [ [1], [2,3] ]}], "l1": {"x": "}]\\"", "y": [[{}], -1e5]}, "l2": 7, "z":{"l1":"]"}}
            """;

    private static Line parsed(String text) {
        return Objects.requireNonNull(Line.parse(text, Set.of("l1")));
    }

    @Test
    void readsWhatAGeneralParserReads() throws IOException {
        Line line = parsed(RECORD);
        Map<?, ?> expected = new ObjectMapper().readValue(RECORD, Map.class);
        assertThat(line.fields().keySet())
                .containsExactly("a", "text", "on", "off", "list", "empty", "none", "mixed", "l2", "z");
        for (String name : List.of("a", "text", "on", "off")) {
            assertThat(line.fields().get(name)).as(name).isEqualTo(expected.get(name));
        }
        assertThat(line.numbers("list")).containsExactly(1, -2.5, Double.NaN, Double.NaN, Double.NEGATIVE_INFINITY);
        assertThat(line.numbers("empty")).isEmpty();
        assertThat(line.at("z").fields()).isEmpty();
        assertThat(line.whole("l2")).isEqualTo(7);
        assertThat((List<?>) line.fields().get("mixed")).hasSize(2);
    }

    @Test
    void noBeginningOfARecordIsARecord() {
        String record = RECORD.strip();
        for (int length = 0; length < record.length(); length++) {
            assertThat(Line.parse(record.substring(0, length), Set.of("l1")))
                    .as(record.substring(0, length))
                    .isNull();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "[1]",
                "{\"a\":NaN}",
                "{\"a\":1-2}",
                "{\"a\":--1}",
                "{\"a\":1 2}",
                "{\"a\":tru}",
                "{\"a\":\"\\q\"}",
                "{\"a\":\"\\u00g0\"}",
                "{a:1}",
                "{\"a\":1,,}",
                "{\"a\":.5.5}",
                "{\"a\":-}",
                "{\"a\":1e}",
                "{\"a\":1e5.5}",
                "{\"a\":1.2.3}",
                "{\"a\":1e--5}",
                "text",
                "{\"a\":[1;2]}"
            })
    void whatIsNoJsonIsNoRecord(String text) {
        assertThat(Line.parse(text, Set.of())).isNull();
    }

    @Test
    void whatIsTooDeepIsNoRecord() {
        assertThat(Line.parse("{\"a\":".repeat(100_000), Set.of())).isNull();
        assertThat(Line.parse("{\"a\":" + "[".repeat(100_000), Set.of())).isNull();
    }

    @Test
    void linesAreReadWhereverABufferEnds(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("lines.jsonl");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            text.append("{\"i\":")
                    .append(i)
                    .append(",\"long\":\"")
                    .append("x".repeat(37 * i % 5_000))
                    .append("\"}\n");
        }
        text.append("{\"i\":300,\"long\":\"").append("y".repeat(600_000)).append("\"}\n\n{\"i\":301}\n{\"i\":3");
        Files.writeString(file, text);
        List<Long> read = new ArrayList<>();
        assertThat(Line.read(file, Set.of(), line -> read.add(line.whole("i")))).isEqualTo(302);
        assertThat(read).hasSize(302).startsWith(0L, 1L).endsWith(300L, 301L);
        Files.writeString(file, "{\"i\":1}\r\n{\"i\":2}");
        assertThat(Line.read(file, Set.of(), line -> {})).isEqualTo(2);
    }
}
