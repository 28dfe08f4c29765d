// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import io.backflow.data.internal.document.DocumentsConfig.Encoding;
import io.backflow.data.internal.text.TextLevel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where lines of text have their labels, as far as their look tells.
 *
 * @param first whether the label stands before the text
 * @param separator between them; null for a blank
 * @param until where a label ends within its word; or null
 */
record LabelledLines(
        boolean first, @Nullable String separator, @Nullable String until) {

    private static final Pattern TREC = Pattern.compile("[A-Za-z]+:[A-Za-z_]+\\s+\\S.*");
    private static final Predicate<String> WRITING =
            Pattern.compile("\\p{L}+\\P{L}* \\P{L}*\\p{L}+").asPredicate();
    private static final String TAB = "\t";
    private static final int FEWEST_LINES = 4;

    /** Returns where the labels are; empty if nothing looks like labels. */
    static Optional<LabelledLines> of(List<String> all) {
        List<String> lines = all.stream().filter(line -> !line.isBlank()).toList();
        if (lines.size() < FEWEST_LINES) {
            return Optional.empty();
        }
        if (lines.stream().allMatch(line -> TREC.matcher(line.strip()).matches())
                && areClasses(lines.stream()
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .toList())) {
            return Optional.of(new LabelledLines(true, null, ":"));
        }
        List<String[]> cells = lines.stream().map(line -> line.split(TAB, -1)).toList();
        if (!cells.stream()
                .allMatch(cell -> cell.length == 2 && Arrays.stream(cell).noneMatch(String::isBlank))) {
            return Optional.empty();
        }
        for (int side = 0; side < 2; side++) {
            int label = side;
            long texts =
                    cells.stream().filter(cell -> WRITING.test(cell[1 - label])).count();
            if (texts * 2 >= cells.size()
                    && areClasses(
                            cells.stream().map(cell -> cell[label].strip()).toList())) {
                return Optional.of(new LabelledLines(side == 0, TAB, null));
            }
        }
        return Optional.empty();
    }

    /** Returns whether lines may have their labels there, of however many classes. */
    boolean isFormOf(List<String> all) {
        return all.stream().filter(line -> !line.isBlank()).allMatch(line -> {
            String[] cells = line.split(TAB, -1);
            return separator == null
                    ? TREC.matcher(line.strip()).matches()
                    : cells.length == 2 && Arrays.stream(cells).noneMatch(String::isBlank);
        });
    }

    /** Whether there are several, and each is there twice on average or more. */
    private static boolean areClasses(List<String> labels) {
        Set<String> different = new HashSet<>(labels);
        return different.size() >= 2 && different.size() * 2 <= labels.size();
    }

    /** Returns what reads lines of this form in a file. */
    DocumentsConfig config(String file, Encoding encoding) {
        return config(file, first, separator, until, encoding);
    }

    static DocumentsConfig config(
            String path, boolean first, @Nullable String separator, @Nullable String until, Encoding encoding) {
        return new DocumentsConfig(
                path,
                null,
                null,
                0.1,
                0.1,
                TextLevel.CHARACTER,
                first ? DocumentsConfig.Label.FIRST : DocumentsConfig.Label.LAST,
                separator,
                until,
                encoding,
                1000,
                1,
                10_000);
    }

    /** Returns the words for where the labels are. */
    String words() {
        String between = separator == null ? "a blank" : "a tab";
        return "every line has a label" + (first ? ", " + between + " and a text" : " behind a text and " + between);
    }
}
