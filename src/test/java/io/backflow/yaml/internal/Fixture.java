// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.setting.Default;
import io.backflow.setting.Key;
import io.backflow.setting.Rules;
import io.backflow.setting.Scalar;
import io.backflow.setting.TypeName;
import io.backflow.setting.Unwrapped;
import io.backflow.setting.internal.KeyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of no meaning that have every kind of component. */
public final class Fixture {

    private Fixture() {}

    public enum Colour {
        RED,
        /** Has a body, which makes the enum a sealed class. */
        DARK_BLUE {
            @Override
            public String toString() {
                return "blue, but dark";
            }
        }
    }

    public record Everything(
            String text,
            int whole,
            long large,
            double number,
            boolean truth,
            Colour colour,
            List<Integer> list,
            Point point,
            Shape shape,
            @Nullable String maybeText,
            @Nullable Integer maybeWhole,
            @Nullable Long maybeLarge,
            @Nullable Double maybeNumber,
            @Nullable Boolean maybeTruth,
            @Nullable Colour maybeColour,
            @Nullable Point maybePoint,
            @Nullable Shape maybeShape,
            @Nullable List<Shape> maybeList) {}

    public record Point(double x, @Default("2.5") double y) {

        public Point {
            new Rules().finite("x", x).positive("y", y).enforce();
        }
    }

    sealed interface Shape permits Circle, Polygon, Nothing {}

    @TypeName("circle")
    public record Circle(double radius, @Default("{x: 0}") Point centre) implements Shape {

        public Circle {
            if (!(radius > 0)) {
                throw new IllegalArgumentException("radius must be > 0, got " + radius);
            }
        }
    }

    sealed interface Polygon extends Shape permits Triangle, Square {}

    @TypeName("triangle")
    public record Triangle(List<Point> corners) implements Polygon {

        public Triangle {
            new Rules()
                    .require(corners.size() == 3, "corners", "must be three", corners.size())
                    .require(
                            corners.get(0).x() == 0,
                            "corners[0].x",
                            "must be 0",
                            corners.get(0).x())
                    .enforce();
        }
    }

    @TypeName("square")
    public record Square(
            @Default("1") int side, @Default("red") Colour colour) implements Polygon {

        public Square {
            if (side == 13) {
                throw new IllegalArgumentException("squares of 13 bring bad luck");
            }
        }
    }

    @TypeName("nothing")
    public record Nothing() implements Shape {}

    public record Shapes(
            @Default("[]") List<Shape> shapes,
            @Default("nothing") Shape main,
            @Default("1") int count) {

        public Shapes {
            shapes = List.copyOf(shapes);
            new Rules().between("count", count, 0, 9).enforce();
        }
    }

    sealed interface Size permits Fixed, Growing {}

    @Scalar
    @TypeName("fixed")
    public record Fixed(double value) implements Size {}

    @TypeName("growing")
    public record Growing(Size from, @Default("2") int by) implements Size {}

    public record Sized(@Default("1.5") Size size, @Nullable Size maybe) {

        public Sized {
            if (size instanceof Fixed fixed) {
                new Rules().positive("size", fixed.value()).enforce();
            }
        }
    }

    sealed interface TwoScalars permits OneScalar, OtherScalar {}

    @Scalar
    @TypeName("one")
    record OneScalar(int value) implements TwoScalars {}

    @Scalar
    @TypeName("other")
    record OtherScalar(String value) implements TwoScalars {}

    public record HasTwoScalars(TwoScalars value) {}

    sealed interface WideScalar permits Wide {}

    @Scalar
    @TypeName("wide")
    record Wide(int x, int y) implements WideScalar {}

    public record HasWideScalar(WideScalar value) {}

    public record Framed(
            @Unwrapped @Default("nothing") Shape shape,
            @Key("line-width") @Default("1") int lineWidth,
            @Nullable Point nail) {}

    public record Gallery(Framed first, @Default("[]") List<Framed> more) {}

    public record TwiceUnwrapped(
            @Unwrapped Point one, @Unwrapped Point other) {}

    @KeyOrder({"x", "label", "y", "colour"})
    public record Labelled(
            @Unwrapped Point point,
            String label,
            @Default("red") Colour colour) {}

    /** Of its keys one is forgotten, and one is twice there. */
    @KeyOrder({"x", "label", "x"})
    public record BadlyOrdered(@Unwrapped Point point, String label) {}

    public record Text(String value) {}

    public record Whole(int value) {}

    record Large(long value) {}

    public record Decimal(double value) {}

    record Truth(boolean value) {}

    record Choice(Colour value) {}

    public record BadDefault(@Default("[1, x]") List<Integer> value) {}

    public record Unsupported(StringBuilder value) {}

    public record NullableWithDefault(
            @Nullable @Default("1") Integer value) {}

    sealed interface Unnamed permits Nameless {}

    record Nameless() implements Unnamed {}

    public record HasUnnamed(Unnamed value) {}

    sealed interface Clash permits HasType {}

    @TypeName("x")
    record HasType(String type) implements Clash {}

    public record HasClash(Clash value) {}
}
