// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.prepared;

import io.backflow.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The features that a network was trained on, in their order.
 *
 * @param names as a file names them; numbers where it does not
 */
public record Features(List<String> names) {

    private static final int MOST_SHOWN = 20;

    /** Copies the names. */
    public Features {
        names = List.copyOf(names);
    }

    /**
     * Reads new data with its labels or, where these are not there, without.
     *
     * @param unlabelled whether there are none
     * @param asked names of the columns of labels
     * @param reader reads with labels if given true
     * @param found returns the features of what was read
     */
    public <T> T read(
            Path file,
            boolean unlabelled,
            List<String> asked,
            Function<Boolean, T> reader,
            Function<T, List<String>> found) {
        if (unlabelled) {
            return matching(file, reader.apply(false), found);
        }
        T labelled;
        try {
            labelled = reader.apply(true);
        } catch (DataException failure) {
            return without(file, asked, reader, found, failure);
        }
        if (match(found.apply(labelled))) {
            return labelled;
        }
        return without(file, asked, reader, found, mismatch(file, found.apply(labelled)));
    }

    private <T> T without(
            Path file,
            List<String> asked,
            Function<Boolean, T> reader,
            Function<T, List<String>> found,
            DataException withLabels) {
        T read;
        try {
            read = reader.apply(false);
        } catch (DataException failure) {
            withLabels.addSuppressed(failure);
            throw withLabels;
        }
        List<String> features = found.apply(read);
        if (match(features)) {
            return read;
        }
        throw isNumbered(features) || asked.stream().anyMatch(features::contains)
                ? withLabels
                : mismatch(file, features);
    }

    private <T> T matching(Path file, T read, Function<T, List<String>> found) {
        if (!match(found.apply(read))) {
            throw mismatch(file, found.apply(read));
        }
        return read;
    }

    /** Whether a file has the same features: by name, or by count where one has no names. */
    boolean match(List<String> found) {
        boolean sameNames = isNumbered(names) || isNumbered(found) || new HashSet<>(found).equals(new HashSet<>(names));
        return sameNames && found.size() == names.size();
    }

    /** Returns for each feature its place among those of a file that has the same. */
    public int[] order(List<String> found) {
        return isNumbered(names) || isNumbered(found)
                ? IntStream.range(0, names.size()).toArray()
                : names.stream().mapToInt(found::indexOf).toArray();
    }

    private static boolean isNumbered(List<String> names) {
        return names.stream().allMatch(name -> name.matches("\\d+"));
    }

    private DataException mismatch(Path file, List<String> found) {
        if (isNumbered(names) || isNumbered(found)) {
            return DataException.in(
                    file,
                    "has " + count(found.size()) + ", and the network was trained on " + names.size()
                            + (isNumbered(names) ? "" : ": " + some(names)));
        }
        List<String> lacking = difference(names, found);
        List<String> more = difference(found, names);
        if (lacking.isEmpty() && more.isEmpty()) {
            return DataException.in(file, "has a column twice: " + some(found));
        }
        return DataException.in(
                file,
                (lacking.isEmpty() ? "" : "lacks " + some(lacking) + ", which the network was trained on")
                        + (lacking.isEmpty() || more.isEmpty() ? "" : ", and ")
                        + (more.isEmpty()
                                ? ""
                                : "has " + some(more) + ", which training lacked; --ignore COLUMN leaves one out"));
    }

    private static String count(int features) {
        return features + (features == 1 ? " feature" : " features");
    }

    private static List<String> difference(List<String> names, List<String> others) {
        Set<String> left = new HashSet<>(others);
        List<String> kept = new ArrayList<>(names);
        kept.removeIf(left::contains);
        return kept;
    }

    private static String some(List<String> names) {
        return names.size() <= MOST_SHOWN
                ? names.toString()
                : names.subList(0, MOST_SHOWN) + " and " + (names.size() - MOST_SHOWN) + " more";
    }
}
