// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the text of a rule promises: values that are allowed, up to the bounds, and the next ones, which are not.
 *
 * @param inside values that the rule allows
 * @param outside values that it refuses
 */
record RuleBounds(List<Object> inside, List<Object> outside) {

    private static final String NUMBER = "(-?[0-9.]+(?:E[0-9]+)?|`\\w+`)";

    private static final Pattern FINITE = Pattern.compile("must be a finite number(?: (>=?) " + NUMBER + ")?");
    private static final Pattern BETWEEN = Pattern.compile("must be between " + NUMBER + " and " + NUMBER);
    private static final Pattern BELOW =
            Pattern.compile("must be (over|at least) " + NUMBER + " and (?:below|less than) " + NUMBER);
    private static final Pattern LEAST = Pattern.compile("must be at least " + NUMBER + "( .*)?");
    private static final Pattern MOST = Pattern.compile("must be at most (?:length, which is |the units, )?" + NUMBER);
    private static final Pattern LESS = Pattern.compile("must be less than to, which is " + NUMBER);
    private static final Pattern ABOVE = Pattern.compile("must be above from, " + NUMBER);
    private static final Pattern NAMES = Pattern.compile("must be one of \\[([^\\]]*)]");
    private static final Pattern EITHER = Pattern.compile("must be '?([.,])'? or '?([.,])'?");

    /**
     * Returns what a text promises; nothing if it speaks of no bound and no list.
     *
     * @param whole whether the values are whole numbers
     * @param valueOf the values of other keys, which may be bounds
     */
    static Optional<RuleBounds> of(String text, boolean whole, Function<String, Number> valueOf) {
        Matcher names = NAMES.matcher(text);
        if (names.matches() && !names.group(1).equals("...")) {
            return Optional.of(new RuleBounds(List.of((Object[]) names.group(1).split(", ")), List.of("no-such", "")));
        }
        Matcher either = EITHER.matcher(text);
        if (either.matches()) {
            return Optional.of(new RuleBounds(List.of(either.group(1), either.group(2)), List.of("x", "", ".,")));
        }
        return interval(
                        text,
                        number -> number.startsWith("`")
                                ? valueOf.apply(number.replace("`", "")).doubleValue()
                                : Double.parseDouble(number))
                .map(interval -> interval.bounds(whole));
    }

    private static Optional<Interval> interval(String text, Function<String, Double> value) {
        Matcher said = FINITE.matcher(text);
        if (said.matches()) {
            return Optional.of(
                    said.group(1) == null
                            ? new Interval(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true)
                            : new Interval(
                                    value.apply(said.group(2)),
                                    said.group(1).equals(">"),
                                    Double.POSITIVE_INFINITY,
                                    true));
        }
        said = BETWEEN.matcher(text);
        if (said.matches()) {
            return Optional.of(new Interval(value.apply(said.group(1)), false, value.apply(said.group(2)), false));
        }
        said = BELOW.matcher(text);
        if (said.matches()) {
            boolean open = said.group(1).equals("over");
            return Optional.of(new Interval(value.apply(said.group(2)), open, value.apply(said.group(3)), true));
        }
        said = LEAST.matcher(text);
        if (said.matches()) {
            return Optional.of(new Interval(value.apply(said.group(1)), false, Double.NaN, false));
        }
        for (Pattern upper : List.of(MOST, LESS)) {
            said = upper.matcher(text);
            if (said.matches()) {
                return Optional.of(new Interval(Double.NaN, false, value.apply(said.group(1)), upper == LESS));
            }
        }
        said = ABOVE.matcher(text);
        return said.matches()
                ? Optional.of(new Interval(value.apply(said.group(1)), true, Double.NaN, false))
                : Optional.empty();
    }

    /** Two ends, NaN where there is none. */
    private record Interval(double from, boolean fromOpen, double to, boolean toOpen) {

        RuleBounds bounds(boolean whole) {
            List<Object> inside = new ArrayList<>();
            List<Object> outside = new ArrayList<>();
            if (Double.isInfinite(from)) {
                inside.add(-1.0);
                outside.add(from);
            } else if (!Double.isNaN(from)) {
                inside.add(fromOpen ? next(from, 1, whole) : from);
                outside.add(fromOpen ? from : next(from, -1, whole));
            }
            if (Double.isInfinite(to)) { // how far to it another rule may say
                inside.add(Math.max(0, from) + 1);
                outside.add(to);
            } else if (!Double.isNaN(to)) {
                inside.add(toOpen ? next(to, -1, whole) : to);
                outside.add(toOpen ? to : next(to, 1, whole));
            }
            if (!whole && !Double.isNaN(from) && !Double.isNaN(to)) {
                outside.add(Double.NaN);
            }
            return new RuleBounds(inside, outside);
        }

        private static double next(double value, int way, boolean whole) {
            return whole ? value + way : way > 0 ? Math.nextUp(value) : Math.nextDown(value);
        }
    }
}
