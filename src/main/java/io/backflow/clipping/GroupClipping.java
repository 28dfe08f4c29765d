package io.backflow.clipping;

import io.backflow.clipping.threshold.Threshold;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each named group of blocks a policy of its own. To its policy a group is the whole model: its global norm is the
 * norm over all of its blocks together.
 *
 * <p>At the first update, when the model is known, each group must match something, and no two groups the same block. What
 * no group matches is left alone, which the log says once, unless {@code otherwise} has a policy for it.
 *
 * @param groups at least one, in any order
 * @param otherwise the policy for the rest; null leaves it alone
 */
@TypeName("groups")
public record GroupClipping(List<Group> groups, @Nullable ClippingConfig otherwise) implements ClippingConfig {

    /** Checks that there are groups, and none inside another. */
    public GroupClipping {
        groups = List.copyOf(groups);
        List<String> patterns = groups.stream().map(Group::match).toList();
        Rules rules = new Rules().require(!groups.isEmpty(), "groups", "must have at least one element", "[]");
        rules.require(
                patterns.stream().distinct().count() == patterns.size(),
                "groups",
                "must not match the same twice",
                patterns);
        for (int i = 0; i < groups.size(); i++) {
            rules.require(
                    !(groups.get(i).policy() instanceof GroupClipping),
                    "groups[" + i + "].policy",
                    "must not be groups itself",
                    "groups");
        }
        rules.require(!(otherwise instanceof GroupClipping), "otherwise", "must not be groups itself", "groups")
                .enforce();
    }

    /** Leaves alone what no group matches. */
    public GroupClipping(List<Group> groups) {
        this(groups, null);
    }

    /**
     * Some blocks and what bounds them: a policy, or for short the threshold of {@code global-norm}.
     *
     * @param match pattern of paths {@code layer}, {@code layer/parameter} or {@code layer/parameter/gate}; a block that it
     *     matches is in the group with all of its parts. {@code *} is any text without a slash, {@code **} any text,
     *     {@code ?} one character but a slash
     * @param policy bounds the group; null if there is a threshold
     * @param maxNorm threshold on the group's L2 norm; null if there is a policy
     */
    public record Group(
            String match,
            @Nullable ClippingConfig policy,
            @Nullable Threshold maxNorm) {

        /** Checks that there is one of the two. */
        public Group {
            Rules rules = new Rules().notBlank("match", match);
            if (maxNorm != null) {
                maxNorm.check("maxNorm", rules);
                rules.require(policy == null, "maxNorm", "must not stand beside a policy", "both");
            } else {
                rules.require(policy != null, "policy", "must be given, or maxNorm", "neither");
            }
            rules.enforce();
        }

        /** Bounds the group by a policy. */
        public Group(String match, ClippingConfig policy) {
            this(match, policy, null);
        }

        /** Bounds the group's L2 norm. */
        public Group(String match, double maxNorm) {
            this(match, null, Threshold.of(maxNorm));
        }

        ClippingPolicy newPolicy() {
            if (policy != null) {
                return policy.newPolicy();
            }
            return new GlobalNormClipping(maxNorm == null ? Threshold.of(1.0) : maxNorm, NormType.L2);
        }
    }

    /**
     * A group that does not fit a model.
     *
     * @param group its index
     * @param rule what its pattern breaks: {@code must match ...} or {@code must not match ...}
     * @param sentence the same where nothing else says which group it is
     */
    public record Misfit(int group, String rule, String sentence) {

        private static Misfit nothing(int group, String match, Collection<String> known) {
            String list = "[" + String.join(", ", known) + "]";
            return new Misfit(
                    group,
                    "must match one of " + list,
                    "Clipping group '" + match + "' must match a block of the model, which has " + list);
        }

        private static Misfit overlap(int group, String match, String other, String block) {
            return new Misfit(
                    group,
                    "must not match '" + block + "', as '" + other + "' does,",
                    "Clipping groups '" + other + "' and '" + match + "' must not overlap, but both match '" + block
                            + "'");
        }
    }

    /**
     * Returns which groups do not fit a model, as its first update would find.
     *
     * @param leaves paths of the model's blocks without parts, {@code layer/parameter} or {@code layer/parameter/gate},
     *     with layers that have no slash in their names
     */
    public List<Misfit> misfits(List<String> leaves) {
        return misfitsAmong(leaves.stream().map(GroupClipping::withAround).toList());
    }

    /** Returns the same for leaves of which each has its own path last, after those of the blocks around it. */
    List<Misfit> misfitsAmong(List<List<String>> leaves) {
        List<Misfit> misfits = new ArrayList<>();
        Map<String, String> groupOfLeaf = new HashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            String match = groups.get(i).match();
            PathPattern pattern = new PathPattern(match);
            List<String> matched = leaves.stream()
                    .filter(paths -> paths.stream().anyMatch(pattern::matches))
                    .map(paths -> paths.get(paths.size() - 1))
                    .toList();
            if (matched.isEmpty()) {
                Set<String> known = new LinkedHashSet<>();
                leaves.forEach(known::addAll);
                misfits.add(Misfit.nothing(i, match, known));
            }
            for (String leaf : matched) {
                String other = groupOfLeaf.putIfAbsent(leaf, match);
                if (other != null) {
                    misfits.add(Misfit.overlap(i, match, other, leaf));
                    break;
                }
            }
        }
        return misfits;
    }

    /** Returns the paths of the blocks around a path, the outermost first, and the path itself. */
    private static List<String> withAround(String leaf) {
        return IntStream.rangeClosed(1, leaf.length())
                .filter(end -> end == leaf.length() || leaf.charAt(end) == '/')
                .mapToObj(end -> leaf.substring(0, end))
                .toList();
    }

    @Override
    public ClippingPolicy newPolicy() {
        return new GroupPolicy(this);
    }
}
