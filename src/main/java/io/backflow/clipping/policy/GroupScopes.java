// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClippingConfig.Misfit;
import io.backflow.clipping.Scope;
import io.backflow.clipping.internal.PathPattern;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The groups of a configuration in one model.
 *
 * @param scopes one for each group, then one for the rest if there is a policy for it and anything left
 * @param rest paths of what no group matches, whole layers and parameters where it is the whole of them
 */
record GroupScopes(List<Scope> scopes, List<String> rest) {

    static final GroupScopes NONE = new GroupScopes(List.of(), List.of());

    /** What the rest is called where a group has its pattern. */
    private static final String OTHERWISE = "otherwise";

    /**
     * Finds the groups.
     *
     * @throws IllegalStateException if groups match the same block, or one matches nothing, naming all of them
     */
    static GroupScopes of(GradientLayout layout, GroupClipping config) {
        check(layout, config);
        List<Scope> scopes = new ArrayList<>();
        Set<String> grouped = new HashSet<>();
        for (GroupClipping.Group group : config.groups()) {
            PathPattern pattern = new PathPattern(group.match());
            Scope scope = Scope.of(layout, group.match(), block -> pattern.matches(block.path()))
                    .orElseThrow();
            scope.leaves().forEach(leaf -> grouped.add(leaf.path()));
            scopes.add(scope);
        }
        List<String> rest = new ArrayList<>();
        collectRest(layout.model(), grouped, rest);
        if (config.otherwise() != null) {
            Scope.of(layout, OTHERWISE, block -> rest.contains(block.path())).ifPresent(scopes::add);
        }
        return new GroupScopes(List.copyOf(scopes), List.copyOf(rest));
    }

    private static void check(GradientLayout layout, GroupClipping config) {
        List<List<String>> leaves = new ArrayList<>();
        layout.model().children().forEach(layer -> collectLeaves(layer, List.of(), leaves));
        List<Misfit> misfits = config.blocks().misfitsAmong(leaves);
        if (!misfits.isEmpty()) {
            throw new IllegalStateException(
                    misfits.stream().map(Misfit::sentence).collect(Collectors.joining("; ")));
        }
    }

    /** Collects the paths of each leaf and of the blocks around it, the outermost first. */
    private static void collectLeaves(GradientBlock block, List<String> around, List<List<String>> leaves) {
        List<String> paths = new ArrayList<>(around);
        paths.add(block.path());
        if (block.isLeaf()) {
            leaves.add(paths);
        }
        block.children().forEach(child -> collectLeaves(child, paths, leaves));
    }

    private static void collectRest(GradientBlock block, Set<String> grouped, List<String> rest) {
        for (GradientBlock child : block.children()) {
            List<GradientBlock> leaves = child.leaves();
            if (leaves.stream().noneMatch(leaf -> grouped.contains(leaf.path()))) {
                rest.add(child.path());
            } else {
                collectRest(child, grouped, rest);
            }
        }
    }
}
