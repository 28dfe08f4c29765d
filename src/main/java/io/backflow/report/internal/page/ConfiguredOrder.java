// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of a comparison's tasks, cells and clipping as its canonical configuration lists them.
 *
 * <p>A folder whose name is not listed as it stands goes by the longest listed name that it begins with, as
 * {@code lstm-2} by {@code lstm}; one that fits none comes last.
 */
final class ConfiguredOrder {

    /** The axes in the order of the folders of a run. */
    private static final List<String> AXES = List.of("tasks", "cells", "clipping");

    private static final Pattern SECTION = Pattern.compile("(\\w+):.*");
    private static final Pattern FIRST = Pattern.compile("  - (?:name|type): (.*)");
    private static final Pattern NAME = Pattern.compile("    name: (.*)");

    private final Map<String, List<String>> names = new HashMap<>();

    private ConfiguredOrder() {}

    static ConfiguredOrder of(String config) {
        ConfiguredOrder order = new ConfiguredOrder();
        List<String> section = new ArrayList<>();
        for (String line : config.lines().toList()) {
            Matcher start = SECTION.matcher(line);
            Matcher first = FIRST.matcher(line);
            Matcher name = NAME.matcher(line);
            if (start.matches()) {
                section = order.names.computeIfAbsent(group(start), key -> new ArrayList<>());
            } else if (first.matches()) {
                section.add(group(first));
            } else if (name.matches() && !section.isEmpty()) {
                section.set(section.size() - 1, group(name)); // after the type
            }
        }
        return order;
    }

    private static String group(Matcher matcher) {
        return unquoted(Objects.requireNonNull(matcher.group(1)).strip());
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && (text.startsWith("\"") || text.startsWith("'"));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** Compares the folders of runs, relative to that of the comparison, by their three axes. */
    Comparator<Path> byAxes() {
        Comparator<Path> all = Comparator.comparingInt(run -> 0);
        for (int axis = 0; axis < AXES.size(); axis++) {
            int depth = axis;
            List<String> listed = names.getOrDefault(AXES.get(axis), List.of());
            all = all.thenComparingInt(run -> run.getNameCount() == AXES.size() + 1 ? place(run, depth, listed) : 0);
        }
        return all;
    }

    private static int place(Path run, int depth, List<String> listed) {
        String folder = run.getName(depth).toString();
        int best = -1;
        for (int i = 0; i < listed.size(); i++) {
            String name = listed.get(i);
            if (name.equals(folder)) {
                return i;
            }
            best = folder.startsWith(name)
                            && (best < 0 || name.length() > listed.get(best).length())
                    ? i
                    : best;
        }
        return best < 0 ? listed.size() : best;
    }
}
