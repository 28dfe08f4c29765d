// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.backflow.config.internal.Yaml;
import io.backflow.yaml.internal.Fixture.Circle;
import io.backflow.yaml.internal.Fixture.Colour;
import io.backflow.yaml.internal.Fixture.Framed;
import io.backflow.yaml.internal.Fixture.Gallery;
import io.backflow.yaml.internal.Fixture.Labelled;
import io.backflow.yaml.internal.Fixture.Nothing;
import io.backflow.yaml.internal.Fixture.Point;
import io.backflow.yaml.internal.Fixture.Square;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of a component that stand in the mapping of its record. */
class UnwrappedTest {

    @Test
    void bindsBothFromOneMapping() {
        Gallery gallery = Yaml.bind(Gallery.class, """
                first: {line-width: 3, type: circle, radius: 2, nail: {x: 1}}
                more:
                  - {type: square, side: 4}
                  - line-width: 5
                  - square
                """);
        assertThat(gallery)
                .isEqualTo(new Gallery(
                        new Framed(new Circle(2, new Point(0, 2.5)), 3, new Point(1, 2.5)),
                        List.of(
                                new Framed(new Square(4, Colour.RED), 1, null),
                                new Framed(new Nothing(), 5, null),
                                new Framed(new Square(1, Colour.RED), 1, null))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: sqare, line-width: 2}    | 1:15 first.type must be one of [circle, triangle, square, nothing], got 'sqare'; did you mean 'square'?",
                "sqare                           | 1:8 first must be one of [circle, triangle, square, nothing], got 'sqare'; did you mean 'square'?",
                "[]                              | 1:8 first must be one of [circle, triangle, square, nothing], got a list",
                "{}                              | 1:1 first.type is missing; it must be one of [circle, triangle, square, nothing]",
                "{side: 2, line-width: 1}        | 1:1 first.type is missing; it must be one of [circle, triangle, square, nothing]",
                "{type: square, line-with: 2}    | 1:23 unknown key 'line-with', did you mean 'line-width'?",
                "{type: square, height: 2}       | 1:23 unknown key 'height'; the keys here are [type, side, colour, line-width, nail]",
                "{type: square, lineWidth: 2}    | 1:23 unknown key 'lineWidth', did you mean 'line-width'?",
                "{line-width: x}                 | 1:21 first.line-width must be a whole number, got 'x'",
                "{type: circle, radius: -1}      | 1:31 first.radius must be > 0, got -1.0",
                "{type: circle, line-width: 1}   | 1:1 first.radius is missing",
                "{nail: {x: .nan}}               | 1:19 first.nail.x must be a finite number, got NaN",
            })
    void reportsEveryProblemAtItsPlace(String first, String problem) {
        assertThat(Yaml.problems(Gallery.class, "first: " + first)).containsExactly(problem);
    }

    @Test
    void reportsProblemsOfBoth() {
        assertThat(Yaml.problems(Gallery.class, "first: {type: square, side: a, line-width: b}"))
                .containsExactly(
                        "1:29 first.side must be a whole number, got 'a'",
                        "1:44 first.line-width must be a whole number, got 'b'");
    }

    @Test
    void writesBothIntoOneMapping() {
        Gallery gallery = new Gallery(
                new Framed(new Circle(2, new Point(0, 1)), 3, null), List.of(new Framed(new Nothing(), 1, null)));
        String yaml = ConfigWriter.write(gallery);
        assertThat(yaml).isEqualTo("""
                first:
                  type: circle
                  radius: 2.0
                  centre:
                    x: 0.0
                    y: 1.0
                  line-width: 3
                more:
                  - type: nothing
                    line-width: 1
                """);
        assertThat(Yaml.bind(Gallery.class, yaml)).isEqualTo(gallery);
    }

    @Test
    void canBeOneComponentOnly() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Yaml.bind(Fixture.TwiceUnwrapped.class, "x: 1"))
                .withMessageContaining("more than one component that is unwrapped");
    }

    @Test
    void keysHaveTheOrderThatTheRecordGivesThem() {
        Labelled labelled = new Labelled(new Point(1, 2), "a", Colour.RED);
        String yaml = ConfigWriter.write(labelled);
        assertThat(yaml).isEqualTo("""
                x: 1.0
                label: a
                y: 2.0
                colour: red
                """);
        assertThat(Yaml.bind(Labelled.class, yaml)).isEqualTo(labelled);
        assertThat(Yaml.problems(Labelled.class, "{height: 1, x: 1, label: a}"))
                .containsExactly("1:2 unknown key 'height'; the keys here are [x, label, y, colour]");
        assertThat(RecordShape.of(Labelled.class).flattened())
                .extracting(Setting::name)
                .containsExactly("x", "label", "y", "colour");
    }

    @Test
    void anOrderNamesEveryKeyOnce() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RecordShape.of(Fixture.BadlyOrdered.class))
                .withMessageContaining("must name each of [label, x, y] once, got [x, label, x]");
    }
}
