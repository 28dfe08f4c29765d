// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.RawSequence;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The classes of a data set, numbered: those of the training part, sorted, numbers by their values.
 *
 * <p>Whole numbers are one class however they are written: {@code 1}, {@code 1.0} and {@code 1e0}.
 */
final class ClassNames {

    private static final Numbers NUMBERS = new Numbers('.');

    private final List<String> names;
    private final boolean declared;
    private final Map<String, Integer> numbers = new HashMap<>();

    private ClassNames(List<String> names, boolean declared) {
        this.names = List.copyOf(names);
        this.declared = declared;
        for (int i = 0; i < names.size(); i++) {
            numbers.put(names.get(i), i);
        }
    }

    /**
     * Learns the classes from the training part.
     *
     * @param said the classes that the configuration lists, in that order; empty for those that there are
     */
    static ClassNames learn(List<String> said, List<RawSequence> training) {
        Set<String> found = new LinkedHashSet<>();
        for (RawSequence sequence : training) {
            texts(sequence).forEach(label -> found.add(plain(label)));
        }
        List<String> listed = said.stream().map(ClassNames::plain).toList();
        for (String name : listed) {
            if (!found.contains(name)) {
                throw DataException.in(
                        training.get(0).place().file(),
                        "the class " + Numbers.shown(name)
                                + " of `classes` has no sequence in the training part, which has "
                                + some(sorted(found)));
            }
        }
        ClassNames classes = new ClassNames(listed.isEmpty() ? sorted(found) : listed, !listed.isEmpty());
        if (classes.names.size() < 2) {
            throw DataException.in(
                    training.get(0).place().file(),
                    "the training part has only one class, " + Numbers.shown(classes.names.get(0))
                            + "; a classification needs at least two");
        }
        return classes;
    }

    /** Returns classes that were learnt before. */
    static ClassNames of(List<String> names) {
        return new ClassNames(names, false);
    }

    /** Returns the names in the order of their numbers. */
    List<String> names() {
        return names;
    }

    /**
     * Returns the number of a label's class.
     *
     * @param step whose line a message names
     */
    int number(String label, RawSequence sequence, int step) {
        Integer number = numbers.get(plain(label));
        if (number == null) {
            throw DataException.at(
                    sequence.place().file(),
                    sequence.place().line(step),
                    "the label " + Numbers.shown(label)
                            + (declared ? " is none of `classes`, " : " is no class of the training part, which has ")
                            + some(names));
        }
        return number;
    }

    /** Returns the labels of a sequence: one, or one a step. */
    static Collection<String> texts(RawSequence sequence) {
        String label = sequence.label();
        Collection<String> texts = label == null ? sequence.stepLabels() : List.of(label);
        int step = 0;
        for (String text : texts) {
            if (Numbers.isMissing(text)) {
                throw DataException.at(
                        sequence.place().file(),
                        sequence.place().line(step),
                        "the label is missing, got " + Numbers.shown(text));
            }
            step++;
        }
        return texts;
    }

    /** Returns a label as its class is called. */
    static String plain(String label) {
        String text = label.strip();
        if (!isNumber(text)) {
            return text;
        }
        BigDecimal value = new BigDecimal(text).stripTrailingZeros();
        boolean whole = value.scale() <= 0 && value.precision() - value.scale() <= 18;
        return whole ? value.toBigInteger().toString() : text;
    }

    static List<String> sorted(Collection<String> labels) {
        List<String> sorted = new ArrayList<>(labels);
        sorted.sort(
                labels.stream().allMatch(ClassNames::isNumber)
                        ? Comparator.comparing((String label) -> new BigDecimal(label))
                        : Comparator.naturalOrder());
        return sorted;
    }

    /** Whether a label is a number that is written at a sane length. */
    static boolean isNumber(String text) {
        return text.length() <= 30 && NUMBERS.isNumber(text) && !text.matches(".*[eE][+-]?\\d{4,}");
    }

    private static String some(List<String> names) {
        return names.size() <= 20 ? names.toString() : names.subList(0, 20) + " and " + (names.size() - 20) + " more";
    }
}
