// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.core.JsonProcessingException;

class JsonTextTest {

    private static final String HARD_TEXT = "quote \" backslash \\ line\nend\r tab\t nul\0 \u2028 \u00e9 \ud83d\ude00";

    /** A second parser, of other authors, that accepts nothing that RFC 8259 does not. */
    private static JsonElement parseStrictly(String json) {
        JsonReader reader = new JsonReader(new StringReader(json));
        reader.setStrictness(Strictness.STRICT);
        return JsonParser.parseReader(reader);
    }

    @Test
    void writesOneStrictLine() {
        Row row = Row.builder()
                .with("whole", Long.MIN_VALUE)
                .with("number", 1e-5)
                .with("flag", false)
                .with("row", Row.builder().norm("norm", 1e-5).build())
                .norms("norms", new double[] {1, 0.5})
                .with("texts", List.of("a"))
                .missing("missing")
                .build();
        assertThat(row.toString())
                .isEqualTo("{\"whole\":-9223372036854775808,\"number\":1.0E-5,\"flag\":false,\"row\":{\"norm\":1e-5},"
                        + "\"norms\":[1,0.5],\"texts\":[\"a\"],\"missing\":null}");
        assertThat(parseStrictly(row.toString()).getAsJsonObject().size()).isEqualTo(7);
    }

    @Test
    void writesWhatJsonHasNoNumberForAsText() {
        String json = Row.builder()
                .with("plain", new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
                .norms("norms", new double[] {Double.NaN, Double.POSITIVE_INFINITY, 2})
                .norm("norm", Double.NaN)
                .with("zero", -0.0)
                .build()
                .toString();
        assertThat(json)
                .isEqualTo("{\"plain\":[\"NaN\",\"Infinity\",\"-Infinity\"],\"norms\":[\"NaN\",\"Infinity\",2],"
                        + "\"norm\":\"NaN\",\"zero\":-0.0}");
        assertThat(parseStrictly(json).isJsonObject()).isTrue();
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        Row row = Row.builder()
                .with("whole", Long.MAX_VALUE)
                .with("number", Math.PI)
                .with(HARD_TEXT, HARD_TEXT)
                .with("numbers", new double[] {Double.NaN, 1.0 / 3, Double.NEGATIVE_INFINITY})
                .with("row", Row.builder().with("flag", true).missing("missing").build())
                .build();
        Row read = JsonText.read(row.toString());
        assertThat(read.names()).containsExactlyElementsOf(row.names());
        assertThat(read.whole("whole")).isEqualTo(Long.MAX_VALUE);
        assertThat(read.number("number")).isEqualTo(Math.PI);
        assertThat(read.text(HARD_TEXT)).isEqualTo(HARD_TEXT);
        assertThat(read.numbers("numbers")).containsExactly(Double.NaN, 1.0 / 3, Double.NEGATIVE_INFINITY);
        assertThat(read.row("row").flag("flag")).isTrue();
        assertThat(read.row("row").has("missing")).isFalse();
        assertThat(read).hasToString(row.toString());
    }

    @Test
    void keepsEveryTextOnOneLineAndOnItsOwn() {
        String json = Row.builder().with("text", HARD_TEXT).build().toString();
        assertThat(json).doesNotContain("\n", "\r");
        assertThat(parseStrictly(json).getAsJsonObject().get("text").getAsString())
                .isEqualTo(HARD_TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[1]",
                "1",
                "{\"x\":NaN}",
                "{\"x\":01}",
                "{\"x\":1,}",
                "{\"x\":[1,]}",
                "{'x':1}",
                "{x:1}",
                "{\"x\":1} {}",
                "{\"x\":1}]",
                "{\"x\":1,\"x\":2}",
                "{\"x\":9223372036854775808}",
                "{\"x\":[null]}",
                "{\"x\":[[1]]}",
                "{\"x\":1 /* no */}",
                "{\"x\":\"cut"
            })
    void refusesWhatIsNotOneStrictObjectOfARow(String line) {
        assertThatThrownBy(() -> JsonText.read(line)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void refusesAMillionOpenBracketsQuietly() {
        assertThatThrownBy(() -> JsonText.read("{\"x\":".repeat(1_000_000)))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("nested deeper than 16");
    }
}
