// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.config.internal.Yaml;
import io.backflow.yaml.internal.Fixture.Colour;
import io.backflow.yaml.internal.Fixture.Everything;
import io.backflow.yaml.internal.Fixture.Point;
import io.backflow.yaml.internal.Fixture.Shapes;
import io.backflow.yaml.internal.Fixture.Square;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeComposerTest {

    private static final String TOO_DEEP = "nested more than 50 levels deep";

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? ", "[\n", "{a: [", "{? ", "[[[{b: "})
    void refusesAMegabyteOfNesting(String opening) {
        int times = (ConfigSource.LARGEST - 1) / opening.length();
        ConfigException failure = Yaml.failure(Shapes.class, opening.repeat(times));
        assertThat(failure.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.message()).isEqualTo(TOO_DEEP);
            // The refusal comes at the first level too many: what follows is not looked at.
            assertThat(problem.line() + problem.column()).isLessThan(60 * opening.length());
        });
    }

    @Test
    void refusesDeepBlocks() {
        String blocks =
                IntStream.range(0, 1_000).mapToObj(i -> " ".repeat(i) + "a:\n").collect(Collectors.joining());
        assertThat(Yaml.problems(Shapes.class, blocks)).containsExactly("51:51 " + TOO_DEEP);
    }

    @Test
    void allowsTheDeepestLevel() {
        String deepest = "[".repeat(NodeComposer.DEEPEST - 1) + "]".repeat(NodeComposer.DEEPEST - 1);
        assertThat(Yaml.problems(Shapes.class, "main: " + deepest))
                .containsExactly("1:7 main must be one of [circle, triangle, square, nothing], got a list");
        assertThat(Yaml.problems(Shapes.class, "main: [" + deepest + "]")).containsExactly("1:56 " + TOO_DEEP);
    }

    @Test
    void refusesABillionLaughs() {
        String laughs = "l0: &l0 [lol, lol]\n"
                + IntStream.rangeClosed(1, 30)
                        .mapToObj(i -> "l" + i + ": &l" + i + " [*l" + (i - 1) + ", *l" + (i - 1) + "]\n")
                        .collect(Collectors.joining());
        // The list of line i + 1 is a tree of 4 * 2^i - 1 values; all repeated ones pass 10,000 in the twelfth line.
        assertThat(Yaml.problems(Shapes.class, laughs)).containsExactly("12:12 aliases repeat more than 10000 values");
    }

    @Test
    void refusesAliasesThatNestTooDeep() {
        String chain = "l0: &l0 [x]\n"
                + IntStream.rangeClosed(1, 90)
                        .mapToObj(i -> "l" + i + ": &l" + i + " [*l" + (i - 1) + "]\n")
                        .collect(Collectors.joining());
        assertThat(Yaml.problems(Shapes.class, chain)).containsExactly("50:12 " + TOO_DEEP);
    }

    @Test
    void refusesCyclesAndAliasesOfNothing() {
        assertThat(Yaml.problems(Shapes.class, "shapes: &a\n- *a\n"))
                .containsExactly("2:3 alias '*a' stands inside its own anchor");
        assertThat(Yaml.problems(Shapes.class, "&a main: *b\n"))
                .containsExactly("1:10 alias '*b' has no anchor '&b' before it");
    }

    @Test
    void followsAliases() {
        Shapes shapes = Yaml.bind(Shapes.class, "shapes: [&s {type: square, side: &n 2}, *s]\ncount: *n\n");
        assertThat(shapes.shapes()).containsExactly(new Square(2, Colour.RED), new Square(2, Colour.RED));
        assertThat(shapes.count()).isEqualTo(2);
        assertThat(Yaml.problems(Point.class, "x: &v nine\ny: *v\n"))
                .containsExactly("1:4 x must be a number, got 'nine'", "1:4 y must be a number, got 'nine'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x: !!java.net.URL 1            | 1:4 explicit tag '!!java.net.URL' is not allowed",
                "x: !!float 1                   | 1:4 explicit tag '!!float' is not allowed",
                "x: !mine 1                     | 1:4 explicit tag '!mine' is not allowed",
                "!nothing                       | 1:1 explicit tag '!nothing' is not allowed",
                "!!map {x: 1}                   | 1:1 explicit tag '!!map' is not allowed",
                "!<tag:example.com,2000:a> {x: 1} | 1:1 explicit tag 'tag:example.com,2000:a' is not allowed",
            })
    void refusesTags(String yaml, String problem) {
        assertThat(Yaml.problems(Point.class, yaml)).containsExactly(problem);
    }

    @Test
    void instantiatesNothingThatATagNames() {
        assertThat(Yaml.problems(
                        Fixture.Text.class,
                        "value: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL"
                                + " [\"http://localhost\"]]]]"))
                .containsExactly(
                        "1:8 explicit tag '!!javax.script.ScriptEngineManager' is not allowed",
                        "1:8 value must be text, got a list",
                        "1:44 explicit tag '!!java.net.URLClassLoader' is not allowed",
                        "1:72 explicit tag '!!java.net.URL' is not allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x: [1, 2            | 1:9 not valid YAML: expected ',' or ']', but got <stream end>",
                "x: 1: 2             | 1:5 not valid YAML: mapping values are not allowed here",
                "x: 'open            | 1:9 not valid YAML: found unexpected end of stream",
                "x: @1               | 1:4 not valid YAML: found character '@' that cannot start any token",
                "? [a]: 1            | 1:3 a key must be text, got a list",
                "{{a: 1}: 1}         | 1:2 a key must be text, got a mapping",
                "%YAML 3.0           | 1:1 not valid YAML: Version{major=3, minor=0}",
            })
    void saysWhereTheSyntaxIsBroken(String yaml, String problem) {
        assertThat(Yaml.problems(Point.class, yaml)).containsExactly(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x:\n\t1\ny: 2", "main:\n\ttype: square", "main:\n  type: square\n\tside: 1", "\tx: 1"})
    void advisesAgainstTabs(String yaml) {
        assertThat(Yaml.failure(Everything.class, yaml).problems())
                .anySatisfy(problem -> assertThat(problem.message())
                        .isEqualTo("a tab cannot indent or begin anything in YAML; use spaces"));
    }

    @Test
    void namesCharactersThatYamlForbids() {
        assertThat(Yaml.problems(Point.class, "# \uD83D\uDE00\nx: \u0007"))
                .containsExactly("2:4 character U+0007 is not allowed in YAML");
    }

    @Test
    void countsColumnsInCharacters() {
        assertThat(Yaml.problems(Point.class, "{'\uD83D\uDE00': 1, x: a}"))
                .containsExactly(
                        "1:2 unknown key '\uD83D\uDE00'; the keys here are [x, y]", "1:13 x must be a number, got 'a'");
    }

    @Test
    void refusesASecondDocument() {
        assertThat(Yaml.problems(Point.class, "x: 1\n---\nx: 2\n"))
                .containsExactly("2:1 a second document begins here; a configuration is one document");
        assertThat(Yaml.bind(Point.class, "---\nx: 1\n...\n").x()).isEqualTo(1.0);
    }
}
