// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.NormType;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each named group of blocks a policy of its own. To its policy a group is the whole model: its global norm is
 * the norm over all of its blocks together.
 *
 * <p>At the first update, when the model is known, each group must match something, and no two groups the same block.
 * What no group matches is left alone, which the log says once, unless {@code otherwise} has a policy for it.
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
     * @param match pattern of paths {@code layer}, {@code layer/parameter} or {@code layer/parameter/gate}; a block
     *     that it matches is in the group with all of its parts. {@code *} is any text without a slash, {@code **} any
     *     text, {@code ?} one character but a slash
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

    /** Returns the requirement that each group has blocks of its own. */
    Blocks blocks() {
        List<Pattern> patterns = IntStream.range(0, groups.size())
                .mapToObj(i ->
                        new Pattern("groups[" + i + "].match", groups.get(i).match()))
                .toList();
        return new Blocks(patterns);
    }

    @Override
    public List<Requirement> requirements() {
        List<Requirement> all = new ArrayList<>(List.of(blocks()));
        for (int i = 0; i < groups.size(); i++) {
            addAll(all, groups.get(i).policy(), "groups[" + i + "].policy");
        }
        addAll(all, otherwise, "otherwise");
        return all;
    }

    private static void addAll(List<Requirement> all, @Nullable ClippingConfig policy, String setting) {
        if (policy != null) {
            policy.requirements().forEach(requirement -> all.add(requirement.under(setting)));
        }
    }

    @Override
    public ClippingPolicy newPolicy() {
        return new GroupPolicy(this);
    }
}
