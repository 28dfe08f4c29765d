// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.extension;

import io.backflow.config.internal.JobConfig;
import io.backflow.yaml.internal.Tree;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Names the first setting in which two jobs of one name differ. */
final class JobDifference {

    private JobDifference() {}

    static Optional<String> between(JobConfig before, JobConfig now) {
        if (before.equals(now)) {
            return Optional.empty();
        }
        Map<String, String> held = Tree.leaves(Tree.of(before));
        Map<String, String> wanted = Tree.leaves(Tree.of(now));
        Set<String> paths = new LinkedHashSet<>(held.keySet());
        paths.addAll(wanted.keySet());
        return paths.stream()
                .filter(path -> !Objects.equals(held.get(path), wanted.get(path)))
                .findFirst()
                .map(path -> "in " + before.name() + " " + path + " was " + shown(held, path) + " and is "
                        + shown(wanted, path) + hint(path));
    }

    private static String shown(Map<String, String> leaves, String path) {
        String value = leaves.get(path);
        return value == null ? "not there" : value;
    }

    /** Only cells and tasks have names. */
    private static String hint(String path) {
        boolean ofTask = path.startsWith("task.") || path.startsWith("training.");
        return path.startsWith("cell.") || ofTask
                ? " (to have both, keep the " + (ofTask ? "task" : "cell")
                        + " as it was and give the other one a `name`)"
                : "";
    }
}
