// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of one setting come from.
 *
 * @param setting its path
 * @param type of its values
 * @param key what it may be
 */
record Draw(String setting, Class<?> type, SearchKey key) {

    private static final long DEFAULT_SEED = 1;

    /** Draws for each point that is wanted, after which no more new ones are looked for. */
    private static final int MOST_DRAWS = 1000;

    /** Numbers that are drawn are round, so that people can say them. */
    private static final MathContext DIGITS = new MathContext(4);

    static boolean isNumber(Class<?> type) {
        return isWhole(type) || type == double.class || type == Double.class;
    }

    private static boolean isWhole(Class<?> type) {
        return type == int.class || type == Integer.class || type == long.class || type == Long.class;
    }

    /** Returns whether a number can be one of the setting's. */
    static boolean isOf(Class<?> type, double number) {
        return !isWhole(type) || number == Math.rint(number);
    }

    /** Returns every combination of values; the last setting's change first. */
    static List<Map<String, Object>> all(List<Draw> draws) {
        List<Map<String, Object>> points = List.of(Map.of());
        for (Draw draw : draws) {
            List<Map<String, Object>> longer = new ArrayList<>();
            for (Map<String, Object> point : points) {
                for (Object value : Objects.requireNonNull(draw.key().values())) {
                    Map<String, Object> more = new LinkedHashMap<>(point);
                    more.put(draw.setting(), value);
                    longer.add(more);
                }
            }
            points = longer;
        }
        return points;
    }

    /** Returns different points, fewer than are wanted if no more are found; by {@link Random}, which never changes. */
    static List<Map<String, Object>> some(List<Draw> draws, int wanted, @Nullable Long seed) {
        Random random = new Random(seed == null ? DEFAULT_SEED : seed);
        Set<Map<String, Object>> points = new LinkedHashSet<>();
        for (int i = 0; i < MOST_DRAWS * wanted && points.size() < wanted; i++) {
            Map<String, Object> point = new LinkedHashMap<>();
            draws.forEach(draw -> point.put(draw.setting(), draw.from(random)));
            points.add(point);
        }
        return List.copyOf(points);
    }

    private Object from(Random random) {
        List<Object> values = key.values();
        if (values != null) {
            return values.get(random.nextInt(values.size()));
        }
        double from = Objects.requireNonNull(key.from());
        double to = Objects.requireNonNull(key.to());
        double share = random.nextDouble();
        if (isWhole(type)) { // half a number more at both ends, so that these are drawn as often as those between
            return Math.min((long) to, Math.max((long) from, Math.round(between(from - 0.5, to + 0.5, share))));
        }
        double round = new BigDecimal(between(from, to, share)).round(DIGITS).doubleValue();
        return Math.min(to, Math.max(from, round));
    }

    private double between(double from, double to, double share) {
        if (key.scale() != SearchKey.Scale.LOG) {
            return from + share * (to - from);
        }
        return from * Math.pow(to / from, share);
    }
}
