package io.backflow.clipping;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.GradientLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
     * @throws IllegalStateException if two groups match the same block, or one matches nothing
     */
    static GroupScopes of(GradientLayout layout, GroupClipping config) {
        List<Scope> scopes = new ArrayList<>();
        Map<String, String> groupOfLeaf = new HashMap<>();
        for (GroupClipping.Group group : config.groups()) {
            PathPattern pattern = new PathPattern(group.match());
            Scope scope = Scope.of(layout, group.match(), block -> pattern.matches(block.path()))
                    .orElseThrow(() -> matchesNothing(group, layout));
            for (GradientBlock leaf : scope.leaves()) {
                String other = groupOfLeaf.put(leaf.path(), group.match());
                if (other != null) {
                    throw new IllegalStateException("Clipping groups '" + other + "' and '" + group.match()
                            + "' must not overlap, but both match '" + leaf.path() + "'");
                }
            }
            scopes.add(scope);
        }
        List<String> rest = new ArrayList<>();
        collectRest(layout.model(), groupOfLeaf, rest);
        if (config.otherwise() != null) {
            Scope.of(layout, OTHERWISE, block -> rest.contains(block.path())).ifPresent(scopes::add);
        }
        return new GroupScopes(List.copyOf(scopes), List.copyOf(rest));
    }

    private static void collectRest(GradientBlock block, Map<String, String> groupOfLeaf, List<String> rest) {
        for (GradientBlock child : block.children()) {
            List<GradientBlock> leaves = Scope.leavesOf(child);
            if (leaves.stream().noneMatch(leaf -> groupOfLeaf.containsKey(leaf.path()))) {
                rest.add(child.path());
            } else {
                collectRest(child, groupOfLeaf, rest);
            }
        }
    }

    private static IllegalStateException matchesNothing(GroupClipping.Group group, GradientLayout layout) {
        List<String> known = layout.blocks().stream()
                .filter(block -> block.level() != Level.MODEL)
                .map(GradientBlock::path)
                .toList();
        return new IllegalStateException("Clipping group '" + group.match()
                + "' must match a block of the model, which has [" + String.join(", ", known) + "]");
    }
}
