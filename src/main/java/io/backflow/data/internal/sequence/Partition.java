// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Training, validation and test parts of one list, the same for every run and on every machine. */
public record Partition<T>(List<T> training, List<T> validation, List<T> test) {

    /** Copies the lists. */
    public Partition {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
    }

    /**
     * Splits elements so that every part has every stratum (class) in about the same proportion.
     *
     * <p>The elements of a stratum are ordered by the SHA-256 of their key and cut by the fractions, so that an element
     * more or less hardly moves any other. Parts are rounded to whole elements; a stratum of three or more elements
     * gives at least one to each part whose fraction is above 0.
     *
     * @param key text that no two elements of a stratum share
     * @param stratum text by which the elements are balanced
     */
    public static <T> Partition<T> of(
            List<T> elements,
            Function<T, String> key,
            Function<T, String> stratum,
            double validationFraction,
            double testFraction) {
        List<T> training = new ArrayList<>();
        List<T> validation = new ArrayList<>();
        List<T> test = new ArrayList<>();
        for (List<T> ordered : orderedByHash(elements, key, stratum)) {
            int testEnd = share(ordered.size(), testFraction);
            int validationEnd = testEnd + share(ordered.size(), validationFraction);
            test.addAll(ordered.subList(0, testEnd));
            validation.addAll(ordered.subList(testEnd, validationEnd));
            training.addAll(ordered.subList(validationEnd, ordered.size()));
        }
        return new Partition<>(training, validation, test);
    }

    private static <T> List<List<T>> orderedByHash(
            List<T> elements, Function<T, String> key, Function<T, String> stratum) {
        Map<String, Map<String, T>> strata = new TreeMap<>();
        for (T element : elements) {
            String name = stratum.apply(element);
            String hash = new ContentDigest().add(name).add(key.apply(element)).hex();
            strata.computeIfAbsent(name, absent -> new TreeMap<>()).put(hash, element);
        }
        return strata.values().stream()
                .<List<T>>map(ordered -> new ArrayList<>(ordered.values()))
                .toList();
    }

    private static int share(int size, double fraction) {
        int rounded = (int) Math.round(size * fraction);
        return fraction > 0 && size >= 3 ? Math.max(1, rounded) : rounded;
    }
}
