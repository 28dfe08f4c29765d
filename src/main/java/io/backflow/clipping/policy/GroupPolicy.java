// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClipResult.BlockClip;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.Scope;
import io.backflow.clipping.internal.PolicyParts;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.SavedState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has each group of one model's blocks bounded by the group's policy: see {@link GroupClipping}. */
final class GroupPolicy implements ClippingPolicy {

    private static final Logger log = LoggerFactory.getLogger(GroupPolicy.class);

    private final GroupClipping config;
    /** One for each group, then the one for the rest, if there is one. */
    private final List<ClippingPolicy> members = new ArrayList<>();

    private final PolicyParts parts = new PolicyParts();
    private @Nullable GradientLayout layout;
    private GroupScopes scopes = GroupScopes.NONE;

    GroupPolicy(GroupClipping config) {
        this.config = config;
        for (int i = 0; i < config.groups().size(); i++) {
            add("groups[" + i + "]", config.groups().get(i).newPolicy());
        }
        if (config.otherwise() != null) {
            add("otherwise", config.otherwise().newPolicy());
        }
    }

    private void add(String name, ClippingPolicy policy) {
        members.add(policy);
        parts.add(name, policy);
    }

    @Override
    public ClipResult clip(MeanGradient gradient) {
        if (layout != gradient.layout()) {
            scopes = GroupScopes.of(gradient.layout(), config);
            layout = gradient.layout();
            if (config.otherwise() == null && !scopes.rest().isEmpty()) {
                log.info("No clipping group matches {}: left unclipped", scopes.rest());
            }
        }
        List<BlockClip> blocks = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < scopes.scopes().size(); i++) {
            Scope scope = scopes.scopes().get(i);
            ClipResult result = members.get(i).clip(gradient.within(scope));
            if (result.clipped()) {
                blocks.addAll(result.blocks());
                reasons.add(scope.whole().path() + ": " + result.reason());
            }
        }
        if (blocks.isEmpty()) {
            return ClipResult.UNCHANGED;
        }
        if (config.otherwise() == null && !scopes.rest().isEmpty()) {
            reasons.add("in no group: " + String.join(", ", scopes.rest()));
        }
        return new ClipResult(blocks, String.join("; ", reasons));
    }

    @Override
    public boolean needsL2Only() {
        return members.stream().allMatch(ClippingPolicy::needsL2Only);
    }

    @Override
    public SavedState state() {
        return parts.state();
    }

    @Override
    public void restore(SavedState state) {
        parts.restore(state);
    }
}
