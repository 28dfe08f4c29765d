// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.config.internal.Trial;
import io.backflow.result.internal.listing.ConfiguredRuns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names of tasks and cells in a page of several run directories.
 *
 * <p>Directories share a task if their runs have its name, its metric and its data; else each has a task of its own,
 * with the directory's name behind it. An arm of one directory is also that of another if its cell and clipping are
 * configured alike and no task has it twice; else the cell has the directory's name behind it, wherever the directory
 * has it.
 */
final class JoinedNames {

    /** A run as it was read, with the number of its directory. */
    record Entry(
            int source, Map<String, Object> json, @Nullable Trial configured) {

        String text(String field) {
            return json.get(field) instanceof String text ? text : "";
        }
    }

    private final List<String> sources;
    private final Set<String> notes = new LinkedHashSet<>();

    private JoinedNames(List<String> sources) {
        this.sources = sources;
    }

    /**
     * Gives runs of several directories names that tell them apart.
     *
     * @return what a reader has to know of it
     */
    static List<String> give(List<String> sources, List<Entry> runs) {
        JoinedNames names = new JoinedNames(sources);
        if (sources.size() > 1) {
            by(runs, "task").forEach(names::nameTask);
            Map<String, List<Entry>> arms = new LinkedHashMap<>();
            for (Entry run : runs) {
                arms.computeIfAbsent(run.text("cell") + '\0' + run.text("clipping"), key -> new ArrayList<>())
                        .add(run);
            }
            names.nameCells(arms.values().stream().filter(JoinedNames::isTaken).toList(), runs);
        }
        return List.copyOf(names.notes);
    }

    private static Map<String, List<Entry>> by(List<Entry> runs, String field) {
        Map<String, List<Entry>> groups = new LinkedHashMap<>();
        runs.forEach(run -> groups.computeIfAbsent(run.text(field), key -> new ArrayList<>())
                .add(run));
        return groups;
    }

    private static Map<Integer, List<Entry>> bySource(List<Entry> runs) {
        return runs.stream().collect(Collectors.groupingBy(Entry::source, LinkedHashMap::new, Collectors.toList()));
    }

    private void nameTask(String task, List<Entry> runs) {
        if (task.isEmpty()) { // nothing says yet what is learnt
            runs.forEach(run -> run.json().put("task", sources.get(run.source())));
            return;
        }
        List<List<List<Entry>>> alike = new ArrayList<>();
        for (List<Entry> ofSource : bySource(runs).values()) {
            alike.stream()
                    .filter(group -> why(group.get(0), ofSource).isEmpty())
                    .findFirst()
                    .orElseGet(() -> added(alike))
                    .add(ofSource);
        }
        for (List<List<Entry>> group : alike) {
            String of = group.stream()
                    .map(ofSource -> sources.get(ofSource.get(0).source()))
                    .collect(Collectors.joining(", "));
            if (alike.size() > 1) {
                group.forEach(ofSource -> ofSource.forEach(run -> run.json().put("task", task + " (" + of + ")")));
            }
        }
        for (List<List<Entry>> group : alike.subList(1, alike.size())) {
            List<Entry> first = alike.get(0).get(0);
            List<Entry> other = group.get(0);
            notes.add("\u201c" + task + "\u201d is another task in "
                    + sources.get(other.get(0).source()) + " than in "
                    + sources.get(first.get(0).source()) + ": " + why(first, other) + ".");
        }
    }

    private static <T> List<T> added(List<List<T>> groups) {
        List<T> group = new ArrayList<>();
        groups.add(group);
        return group;
    }

    /** Returns why two directories do not share a task; empty if they do. */
    private static String why(List<Entry> one, List<Entry> other) {
        String first = metric(one);
        String second = metric(other);
        if (!first.isEmpty() && !second.isEmpty() && !first.equals(second)) {
            return "its metric is " + second + " and not " + first;
        }
        Trial configured = one.get(0).configured();
        Trial others = other.get(0).configured();
        if (configured == null || others == null) {
            return "not both of their configurations can be read";
        }
        return ConfiguredRuns.haveSameTask(configured, others) ? "" : "its data are configured otherwise";
    }

    private static String metric(List<Entry> runs) {
        return runs.stream()
                .map(run -> run.text("metric"))
                .filter(metric -> !metric.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Returns whether several directories have an arm each that others would take for one. */
    private static boolean isTaken(List<Entry> arm) {
        return bySource(arm).size() > 1 && !(haveOneDirectoryEach(arm) && areAlike(arm));
    }

    private void nameCells(List<List<Entry>> arms, List<Entry> all) {
        Set<String> taken = new LinkedHashSet<>();
        Set<String> shown = new LinkedHashSet<>();
        for (List<Entry> arm : arms) {
            Entry first = arm.get(0);
            String cell = first.text("cell");
            shown.add(cell.isEmpty() ? "those without a name" : cell + " / " + first.text("clipping"));
            arm.forEach(run -> taken.add(run.source() + "/" + cell));
        }
        for (Entry run : all) {
            String cell = run.text("cell");
            String name = sources.get(run.source());
            if (taken.contains(run.source() + "/" + cell)) {
                run.json().put("cell", cell.isEmpty() ? name : cell + " (" + name + ")");
            }
        }
        if (!shown.isEmpty()) {
            notes.add("Cells whose arms several directories have carry the directory's name: "
                    + String.join(", ", shown) + ".");
        }
    }

    private static boolean haveOneDirectoryEach(List<Entry> runs) {
        return by(runs, "task").values().stream()
                .allMatch(ofTask -> bySource(ofTask).size() == 1);
    }

    private static boolean areAlike(List<Entry> runs) {
        Trial first = runs.get(0).configured();
        return first != null
                && runs.stream()
                        .map(Entry::configured)
                        .allMatch(other -> other != null && ConfiguredRuns.haveSameArm(first, other));
    }
}
