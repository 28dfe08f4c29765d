// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.clipping.policy.NoClipping;
import io.backflow.config.CellConfig;
import io.backflow.regularizer.RegularizerConfig;
import io.backflow.yaml.internal.Choices;
import io.backflow.yaml.internal.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Gives the entries of one axis of a grid short names that tell them apart. */
public final class Labels {

    private static final String NONE = Choices.name(RegularizerConfig.None.class);

    private Labels() {}

    /** Returns the type's name: what is enough as long as no other entry has it. */
    static String type(Object record) {
        return Choices.name(record.getClass());
    }

    /** Returns the task's own name, or that of its data. */
    static String task(TaskConfig task) {
        String name = task.name();
        return name == null ? type(task.data()) : name;
    }

    /** Returns the cell's own name, or that of its type. */
    static String cell(CellConfig cell) {
        String name = cell.name();
        return name == null ? type(cell) : name;
    }

    /**
     * Returns the policy's type, and whether errors are clipped inside the backward pass; then a policy of none is left
     * out.
     */
    static String clipping(ClippingSettings clipping) {
        String policy = type(clipping.policy());
        if (clipping.throughTime() == null) {
            return policy;
        }
        return clipping.policy() instanceof NoClipping
                ? ClippingSettings.THROUGH_TIME
                : policy + "-" + ClippingSettings.THROUGH_TIME;
    }

    /** Returns a label for each of several regularisers. */
    static List<String> ofRegularizers(List<RegularizerConfig> regularizers) {
        return of(regularizers, Labels::type, regularizer -> false);
    }

    /** Returns the label of a clipping and a regulariser together; what is none is left out. */
    static String arm(String clipping, String regularizer) {
        if (regularizer.equals(NONE)) {
            return clipping;
        }
        return clipping.equals(NONE) ? regularizer : clipping + "-" + regularizer;
    }

    /** Returns a label for each of several clippings. */
    static List<String> ofClippings(List<ClippingSettings> clippings) {
        return of(clippings, Labels::clipping, clipping -> false);
    }

    /** Returns a label for each of several cells: its own name, or one as {@link #of} makes it. */
    static List<String> ofCells(List<CellConfig> cells) {
        return of(cells, Labels::cell, cell -> cell.name() != null);
    }

    /** Returns a label for each of several tasks: its own name, or one as {@link #of} makes it. */
    static List<String> ofTasks(List<TaskConfig> tasks) {
        return of(tasks, Labels::task, task -> task.name() != null);
    }

    /**
     * Returns a label for each record: its base and, where others have the same base, the settings that differ.
     *
     * @param records different from each other
     * @param base the name of the record's type, or more
     * @param named whose base is a name that is theirs alone
     */
    private static <T> List<String> of(List<T> records, Function<T, String> base, Predicate<T> named) {
        Set<String> taken = new HashSet<>();
        records.stream().filter(named).map(base).forEach(taken::add);
        Map<T, Map<String, String>> unnamed = new LinkedHashMap<>();
        records.stream().filter(named.negate()).forEach(record -> unnamed.put(record, Tree.leaves(Tree.of(record))));
        List<String> labels = new ArrayList<>();
        for (T record : records) {
            String name = base.apply(record);
            Map<String, String> settings = unnamed.get(record);
            labels.add(
                    settings == null ? name : unique(name + differences(settings, ofBase(name, unnamed, base)), taken));
        }
        return List.copyOf(labels);
    }

    private static <T> List<Map<String, String>> ofBase(
            String name, Map<T, Map<String, String>> unnamed, Function<T, String> base) {
        return unnamed.entrySet().stream()
                .filter(entry -> base.apply(entry.getKey()).equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String differences(Map<String, String> mine, List<Map<String, String>> rivals) {
        StringBuilder text = new StringBuilder();
        mine.forEach((path, value) -> {
            if (rivals.stream().anyMatch(rival -> differ(mine, rival, path))) {
                text.append('-').append(shortName(path)).append('-').append(value);
            }
        });
        return text.toString();
    }

    /** Once two types differ, it is idle to list what only one of them has. */
    private static boolean differ(Map<String, String> mine, Map<String, String> rival, String path) {
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            String type = path.substring(0, dot + 1) + Choices.TYPE;
            if (!path.equals(type) && !Objects.equals(mine.get(type), rival.get(type))) {
                return false;
            }
        }
        return !Objects.equals(mine.get(path), rival.get(path));
    }

    /** Returns a label for each of several choices of settings, by their paths: {@code units-32-learning-rate-0.01}. */
    public static List<String> ofSettings(List<Map<String, Object>> choices) {
        Set<String> taken = new HashSet<>();
        return choices.stream()
                .map(choice -> choice.entrySet().stream()
                        .map(setting -> shortName(setting.getKey()) + "-" + setting.getValue())
                        .collect(Collectors.joining("-")))
                .map(label -> unique(label, taken))
                .toList();
    }

    /** Numbers what is still the same, such as file names that differ in case only. */
    private static String unique(String text, Set<String> taken) {
        String label = RunName.fitted(text);
        String candidate = label;
        for (int i = 2; !taken.add(candidate); i++) {
            candidate = label + "-" + i;
        }
        return candidate;
    }

    /** Returns {@code learning-rate} for {@code training.updater.learningRate}, {@code updater} for its type. */
    private static String shortName(String path) {
        String[] steps = path.split("\\.", -1);
        String last = steps[steps.length - 1];
        String name = last.equals(Choices.TYPE) && steps.length > 1 ? steps[steps.length - 2] : last;
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2");
    }
}
