// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a listener or a policy remembers from one update to the next: counts, numbers and choices by name.
 *
 * <p>A checkpoint holds it as lists of numbers, in which counts are exact up to 2^53. A state cannot be changed;
 * {@code with...} methods return one that has an entry more. What reads an entry throws an
 * {@link IllegalArgumentException} that names it, if it is missing or does not fit.
 */
public final class SavedState {

    private static final SavedState EMPTY = new SavedState(Map.of());

    private final Map<String, double[]> entries;

    private SavedState(Map<String, double[]> entries) {
        this.entries = entries;
    }

    /** Returns a state without entries. */
    public static SavedState empty() {
        return EMPTY;
    }

    /** Returns a state of lists of numbers by name, as a checkpoint holds them. */
    public static SavedState of(Map<String, double[]> numbers) {
        return EMPTY.withAll("", numbers);
    }

    /** Returns a copy of the lists of numbers, sorted by name. */
    public Map<String, double[]> toMap() {
        Map<String, double[]> map = new TreeMap<>();
        entries.forEach((name, numbers) -> map.put(name, numbers.clone()));
        return map;
    }

    /** Returns this state with numbers. */
    public SavedState with(String name, double... numbers) {
        return withAll("", Map.of(name, numbers));
    }

    /** Returns this state with counts. */
    public SavedState withCounts(String name, long... counts) {
        return with(name, Arrays.stream(counts).asDoubleStream().toArray());
    }

    /** Returns this state with a flag. */
    public SavedState withFlag(String name, boolean flag) {
        return with(name, flag ? 1 : 0);
    }

    /** Returns this state with one of the constants of an enum. */
    public SavedState withChoice(String name, Enum<?> choice) {
        return withCounts(
                name, List.of(choice.getDeclaringClass().getEnumConstants()).indexOf(choice));
    }

    /** Returns this state with all entries of another, a prefix before their names. */
    public SavedState withPart(String prefix, SavedState part) {
        return withAll(prefix, part.entries);
    }

    private SavedState withAll(String prefix, Map<String, double[]> more) {
        Map<String, double[]> all = new LinkedHashMap<>(entries);
        more.forEach((name, numbers) -> all.put(prefix + name, numbers.clone()));
        return new SavedState(all);
    }

    /** Returns whether there is no entry. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Returns whether there is an entry of that name. */
    public boolean has(String name) {
        return entries.containsKey(name);
    }

    /** Returns the entries whose names begin with a prefix, without it. */
    public SavedState part(String prefix) {
        Map<String, double[]> part = new LinkedHashMap<>();
        entries.forEach((name, numbers) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), numbers);
            }
        });
        return new SavedState(part);
    }

    /** Returns the entries whose names begin with none of these prefixes. */
    public SavedState without(List<String> prefixes) {
        Map<String, double[]> rest = new LinkedHashMap<>(entries);
        rest.keySet().removeIf(name -> prefixes.stream().anyMatch(name::startsWith));
        return new SavedState(rest);
    }

    /** Requires exactly these entries. */
    public void expect(String... names) {
        List<String> expected = Arrays.asList(names);
        new TreeMap<>(entries).forEach((name, numbers) -> {
            if (!expected.contains(name)) {
                throw misfit(name, "must not be there beside " + expected, found(numbers));
            }
        });
        expected.forEach(this::entry);
    }

    private double[] entry(String name) {
        double[] numbers = entries.get(name);
        if (numbers == null) {
            throw misfit(name, "must be there", "none");
        }
        return numbers;
    }

    /** Returns a list of numbers of any length. */
    public double[] numbers(String name) {
        return entry(name).clone();
    }

    /** Returns a list of so many numbers. */
    public double[] numbers(String name, int size) {
        double[] numbers = numbers(name);
        if (numbers.length != size) {
            throw misfit(name, "must have " + size + (size == 1 ? " number" : " numbers"), numbers.length);
        }
        return numbers;
    }

    /** Returns a list of any length of numbers that are finite and at least 0, as norms and their statistics are. */
    public double[] norms(String name) {
        double[] numbers = numbers(name);
        for (double number : numbers) {
            if (!(number >= 0.0 && number < Double.POSITIVE_INFINITY)) {
                throw misfit(name, "must have finite numbers >= 0", number);
            }
        }
        return numbers;
    }

    /** Returns a single number. */
    public double number(String name) {
        return numbers(name, 1)[0];
    }

    /** Returns a list of so many counts. */
    public long[] counts(String name, int size) {
        double[] numbers = numbers(name, size);
        for (double number : numbers) {
            if (!(number >= 0.0 && number == Math.rint(number))) {
                throw misfit(name, size == 1 ? "must have a whole number" : "must have whole numbers", number);
            }
        }
        return Arrays.stream(numbers).mapToLong(number -> (long) number).toArray();
    }

    /** Returns a single count. */
    public long count(String name) {
        return counts(name, 1)[0];
    }

    /** Returns a single count, or nothing if the entry has none. */
    public OptionalLong countIfAny(String name) {
        int size = entry(name).length;
        if (size > 1) {
            throw misfit(name, "must have at most 1 number", size);
        }
        return size == 0 ? OptionalLong.empty() : OptionalLong.of(count(name));
    }

    /** Returns a flag. */
    public boolean flag(String name) {
        return number(name) != 0.0;
    }

    /** Returns one of the constants of an enum. */
    public <E extends Enum<E>> E choice(String name, Class<E> type) {
        E[] constants = type.getEnumConstants();
        long index = count(name);
        if (index >= constants.length) {
            throw misfit(name, "must be the index of one of " + Arrays.toString(constants), index);
        }
        return constants[(int) index];
    }

    /** Returns the exception for an entry that breaks a rule: {@code must ...}. */
    public static IllegalArgumentException misfit(String name, String rule, Object value) {
        return new IllegalArgumentException("The saved state's entry '" + name + "' " + rule + ", got " + value);
    }

    private static String found(double[] numbers) {
        return numbers.length + (numbers.length == 1 ? " number" : " numbers");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        toMap().forEach((name, numbers) ->
                text.append(text.isEmpty() ? "" : ", ").append(name).append('=').append(Arrays.toString(numbers)));
        return "{" + text + "}";
    }
}
