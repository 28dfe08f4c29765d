package io.backflow.clipping;

import io.backflow.clipping.ClipResult.BlockClip;
import io.backflow.gradient.GradientLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has each group of one model's blocks bounded by the group's policy: see {@link GroupClipping}. */
final class GroupPolicy implements ClippingPolicy {

    private static final Logger log = LoggerFactory.getLogger(GroupPolicy.class);

    private final GroupClipping config;
    /** One for each group, then the one for the rest, if there is one. */
    private final List<Member> members = new ArrayList<>();

    private @Nullable GradientLayout layout;
    private GroupScopes scopes = GroupScopes.NONE;

    /** A policy and the beginning of its entries in the state. */
    private record Member(String key, ClippingPolicy policy) {}

    GroupPolicy(GroupClipping config) {
        this.config = config;
        for (int i = 0; i < config.groups().size(); i++) {
            members.add(new Member("groups[" + i + "].", config.groups().get(i).newPolicy()));
        }
        if (config.otherwise() != null) {
            members.add(new Member("otherwise.", config.otherwise().newPolicy()));
        }
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
            ClipResult result = members.get(i).policy().clip(gradient.within(scope));
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
        return members.stream().allMatch(member -> member.policy().needsL2Only());
    }

    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        for (Member member : members) {
            member.policy().state().forEach((entry, values) -> state.put(member.key() + entry, values));
        }
        return state;
    }

    @Override
    public void restore(Map<String, double[]> state) {
        Map<String, double[]> left = new LinkedHashMap<>(state);
        for (Member member : members) {
            Map<String, double[]> own = new LinkedHashMap<>();
            state.forEach((entry, values) -> {
                if (entry.startsWith(member.key())) {
                    own.put(entry.substring(member.key().length()), values);
                    left.remove(entry);
                }
            });
            restore(member, own);
        }
        PolicyState.expect(left);
    }

    private static void restore(Member member, Map<String, double[]> own) {
        try {
            member.policy().restore(own);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(member.key().replaceAll("\\.$", "") + ": " + e.getMessage(), e);
        }
    }
}
