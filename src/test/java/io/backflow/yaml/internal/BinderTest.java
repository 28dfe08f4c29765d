// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.backflow.config.internal.Yaml;
import io.backflow.yaml.internal.Fixture.Circle;
import io.backflow.yaml.internal.Fixture.Colour;
import io.backflow.yaml.internal.Fixture.Everything;
import io.backflow.yaml.internal.Fixture.Nothing;
import io.backflow.yaml.internal.Fixture.Point;
import io.backflow.yaml.internal.Fixture.Shapes;
import io.backflow.yaml.internal.Fixture.Square;
import io.backflow.yaml.internal.Fixture.Triangle;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinderTest {

    @Test
    void bindsEveryKindOfComponent() {
        Everything bound = Yaml.bind(Everything.class, """
                text: a word
                whole: -3
                large: 9223372036854775807
                number: 4
                truth: true
                colour: dark-blue
                list: [1, 2]
                point: {x: 1e-3}
                shape: {type: circle, radius: .5}
                maybeText: 12
                maybeWhole: +1
                maybeLarge: 2
                maybeNumber: 1.
                maybeTruth: False
                maybeColour: red
                maybePoint:
                  x: 1
                  y: 2
                maybeShape: square
                maybeList:
                - nothing
                - type: square
                  side: 2
                """);
        assertThat(bound)
                .isEqualTo(new Everything(
                        "a word",
                        -3,
                        Long.MAX_VALUE,
                        4.0,
                        true,
                        Colour.DARK_BLUE,
                        List.of(1, 2),
                        new Point(0.001, 2.5),
                        new Circle(0.5, new Point(0, 2.5)),
                        "12",
                        1,
                        2L,
                        1.0,
                        false,
                        Colour.RED,
                        new Point(1, 2),
                        new Square(1, Colour.RED),
                        List.of(new Nothing(), new Square(2, Colour.RED))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "maybeWhole:", "maybeWhole: null", "maybeWhole: ~", "maybeText: NULL", "maybeList:"})
    void leavesNullablesAbsent(String line) {
        Everything bound = Yaml.bind(
                Everything.class,
                "{text: a, whole: 1, large: 1, number: 1, truth: true, colour: red, list: [], point: {x: 1},"
                        + " shape: nothing"
                        + (line.isEmpty() ? "" : ", " + line)
                        + "}");
        assertThat(bound.maybeText()).isNull();
        assertThat(bound.maybeWhole()).isNull();
        assertThat(bound.maybeList()).isNull();
    }

    @Test
    void reportsEveryProblemAtItsPlaceInFileOrder() {
        assertThat(Yaml.failure(Shapes.class, """
                        # every line has its own
                        shapes:
                          - type: circle
                            radius: -1
                            centre: {x: .nan, y: 0}
                          - {type: sqare}
                          - {type: square, sides: 3, side: 1.5}
                          - 7
                        main: {typ: circle}
                        count: 11
                        colour: red
                        """)).hasMessage("""
                        test.yaml: 10 problems
                           5:17  shapes[0].centre.x must be a finite number, got NaN
                           5:26  shapes[0].centre.y must be a finite number > 0, got 0.0
                           6:12  shapes[1].type must be one of [circle, triangle, square, nothing], got 'sqare'; did you mean 'square'?
                           7:20  unknown key 'sides', did you mean 'side'?
                           7:36  shapes[2].side must be a whole number, got 1.5
                           8:5   shapes[3] must be one of [circle, triangle, square, nothing], got 7
                           9:1   main.type is missing; it must be one of [circle, triangle, square, nothing]
                           9:8   unknown key 'typ', did you mean 'type'?
                          10:8   count must be between 0 and 9, got 11
                          11:1   unknown key 'colour'; the keys here are [shapes, main, count]
                        """.stripTrailing());
    }

    @Test
    void keepsTheSourceLineWithEachProblem() {
        assertThat(Yaml.failure(Shapes.class, "\uFEFFshapes: []\r\ncount:  x # why\rmain: 1\n")
                        .problems())
                .containsExactly(
                        new Problem(2, 9, "count must be a whole number, got 'x'", "count:  x # why"),
                        new Problem(3, 7, "main must be one of [circle, triangle, square, nothing], got 1", "main: 1"));
    }

    @Test
    void blamesTheKeyForWhatIsNotThere() {
        assertThat(Yaml.problems(Shapes.class, """
                        main:
                          type: circle
                        shapes:
                          - type: circle
                          - circle
                          - {type: circle, radius: 1, centre: {y: 1}}
                        """))
                .containsExactly(
                        "1:1 main.radius is missing",
                        "4:5 shapes[0].radius is missing",
                        "5:5 shapes[1].radius is missing",
                        "6:31 shapes[2].centre.x is missing");
    }

    @Test
    void findsTheValueThatARuleNames() {
        assertThat(Yaml.problems(Shapes.class, "main: {type: triangle, corners: [{x: 1}, {x: 2}]}"))
                .containsExactly("1:33 main.corners must be three, got 2", "1:38 main.corners[0].x must be 0, got 1.0");
        assertThat(Yaml.problems(Shapes.class, "main:\n  type: circle\n  radius: -1"))
                .containsExactly("3:11 main.radius must be > 0, got -1.0");
        assertThat(Yaml.problems(Shapes.class, "count: 1\nmain:\n  type: square\n  side: 13"))
                .containsExactly("2:1 main: squares of 13 bring bad luck");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Text    | [a]                  | must be text, got a list",
                "Text    | {a: b}               | must be text, got a mapping",
                "Text    | ~                    | must be text, got nothing",
                "Whole   | 1.5                  | must be a whole number, got 1.5",
                "Whole   | 1e3                  | must be a whole number, got 1e3",
                "Whole   | 1_000                | must be a whole number, got '1_000'",
                "Whole   | '1'                  | must be a whole number, got '1'",
                "Whole   | true                 | must be a whole number, got true",
                "Whole   | []                   | must be a whole number, got a list",
                "Whole   | 2147483648           | must be a whole number between -2147483648 and 2147483647, got 2147483648",
                "Large   | -9223372036854775809 | must be a whole number between -9223372036854775808 and 9223372036854775807, got -9223372036854775809",
                "Decimal | 'one'                | must be a number, got 'one'",
                "Decimal | \"1.0\"              | must be a number, got '1.0'",
                "Decimal | 1,5                  | must be a number, got '1,5'",
                "Decimal | 0x10                 | must be a number, got '0x10'",
                "Truth   | yes                  | must be true or false, got 'yes'",
                "Truth   | 1                    | must be true or false, got 1",
                "Truth   | 'true'               | must be true or false, got 'true'",
                "Choice  | dark_blue            | must be one of [red, dark-blue], got 'dark_blue'; did you mean 'dark-blue'?",
                "Choice  | green                | must be one of [red, dark-blue], got 'green'",
                "Choice  | 3                    | must be one of [red, dark-blue], got 3",
            })
    void refusesTheWrongType(String type, String value, String message) throws ClassNotFoundException {
        Class<? extends Record> record =
                Class.forName("io.backflow.yaml.internal.Fixture$" + type).asSubclass(Record.class);
        assertThat(Yaml.problems(record, "value: " + value)).containsExactly("1:8 value " + message);
    }

    @ParameterizedTest
    @CsvSource({"1e400, Infinity", "-1E400, -Infinity", ".inf, Infinity", "-.INF, -Infinity", ".NaN, NaN", "NaN, NaN"})
    void leavesNonFiniteNumbersToTheRules(String yaml, double value) {
        assertThat(Yaml.bind(Fixture.Decimal.class, "value: " + yaml).value()).isEqualTo(Double.valueOf(value));
        assertThat(Yaml.problems(Point.class, "x: " + yaml))
                .containsExactly("1:4 x must be a finite number, got " + value);
    }

    @Test
    void refusesAMegabyteOfDigitsWithoutPrintingThem() {
        assertThat(Yaml.problems(Fixture.Whole.class, "value: " + "9".repeat(1_000_000)))
                .containsExactly("1:8 value must be a whole number between -2147483648 and 2147483647, got "
                        + "9".repeat(60)
                        + "...");
    }

    @Test
    void refusesDuplicateKeysAndKeepsTheFirst() {
        assertThat(Yaml.problems(Fixture.Whole.class, "value: 1\n'value': x\n"))
                .containsExactly("2:1 duplicate key 'value', first given at line 1");
    }

    @Test
    void listsTheKeysWhenNoneIsNear() {
        assertThat(Yaml.problems(Point.class, "x: 1\nheight: 2\n"))
                .containsExactly("2:1 unknown key 'height'; the keys here are [x, y]");
    }

    @Test
    void refusesWhatIsNoMapping() {
        assertThat(Yaml.problems(Point.class, "- x: 1"))
                .containsExactly("1:1 a configuration must be a mapping of keys to values, got a list");
        assertThat(Yaml.problems(Point.class, "\n  just text"))
                .containsExactly("2:3 a configuration must be a mapping of keys to values, got 'just text'");
        assertThat(Yaml.problems(Shapes.class, "shapes: 3\nmain: []\n"))
                .containsExactly(
                        "1:9 shapes must be a list, got 3",
                        "2:7 main must be one of [circle, triangle, square, nothing], got a list");
        assertThat(Yaml.problems(Everything.class, "point: 3")).contains("1:8 point must be a mapping, got 3");
    }

    @Test
    void endsTheSearchAfterManyProblems() {
        String many = "unknown: 1\n".repeat(5_000);
        List<Problem> problems = Yaml.failure(Point.class, many).problems();
        assertThat(problems).hasSize(Problems.MOST + 1);
        assertThat(problems.get(Problems.MOST).message()).isEqualTo("and more: the search ended after 100 problems");
    }

    @Test
    void blamesTheProgrammerForRecordsThatCannotBeBound() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Yaml.bind(Fixture.Unsupported.class, "value: 1"))
                .withMessageContaining("java.lang.StringBuilder");
        assertThatIllegalStateException()
                .isThrownBy(() -> Yaml.bind(Fixture.NullableWithDefault.class, "value: 1"))
                .withMessageContaining("has a default and is nullable");
        assertThatIllegalStateException()
                .isThrownBy(() -> Yaml.bind(Fixture.HasUnnamed.class, "value: a"))
                .withMessageContaining("lacks @TypeName");
        assertThatIllegalStateException()
                .isThrownBy(() -> Yaml.bind(Fixture.HasClash.class, "value: a"))
                .withMessageContaining("has a component named type");
    }

    @Test
    void bindsDefaultsByTheSameRules() {
        assertThat(Yaml.bind(Shapes.class, "{}")).isEqualTo(new Shapes(List.of(), new Nothing(), 1));
        assertThat(Yaml.problems(Fixture.BadDefault.class, "# a comment\n\n  {}"))
                .containsExactly("3:3 value[1] must be a whole number, got 'x'");
        assertThat(Yaml.bind(Shapes.class, "main: {type: triangle, corners: [{x: 0}, {x: 1}, {x: 2}]}")
                        .main())
                .isInstanceOf(Triangle.class);
    }
}
