// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal;

import io.backflow.linalg.internal.Vectors;
import io.backflow.model.internal.LossProbe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Finds blocks of a gradient that are right, or wrong by one factor, many of them at once.
 *
 * <p>All blocks are moved together, each by the step that it would take alone, so that the error of each shows as much
 * above the rounding of the loss as it would alone: first along their gradients, where a factor shows, then along random
 * directions, in which errors of several blocks cancel out by chance only. The slope of the loss has to be the sum of
 * what the gradients of all say. If it is not, some block is wrong, and has to be looked for in smaller groups.
 */
final class JointCheck {

    private static final int RANDOM_DIRECTIONS = 2;

    /** By how much rounding may grow while steps shrink and differences are extrapolated. */
    private static final double GROWTH = 8;

    /** The shortest first step, as a share of what a block moves by alone. */
    private static final double SHORTEST = 0.1;

    private final LossProbe probe;
    private final List<Member> members = new ArrayList<>();
    private final double allowed;
    private final double sharpest;
    private final double firstStep;

    /** One block on its way with others, and the worst that was seen of it: as a share of its gradient. */
    private static final class Member {
        final GradientPart part;
        final Shifted shifted;
        final double step;
        final double norm;
        double error;
        double uncertainty;

        Member(LossProbe probe, GradientPart part) {
            this.part = part;
            shifted = new Shifted(probe, part.block());
            step = BlockCheck.firstStep(shifted);
            norm = Vectors.norm(part.gradient());
        }

        /** Returns how much of the slope along a random direction is the block's. */
        double share() {
            return step * norm / Math.sqrt(part.gradient().length);
        }

        double[] direction(SplittableRandom random, boolean along) {
            double[] gradient = part.gradient();
            return along
                    ? BlockCheck.scaled(gradient, step / norm)
                    : BlockCheck.scaled(BlockCheck.signs(gradient.length, random), step);
        }

        boolean isWithin(double bound) {
            return error <= bound && uncertainty <= bound;
        }
    }

    /** Makes a check of those blocks whose share of a slope is enough to be seen. */
    private JointCheck(LossProbe probe, List<GradientPart> parts, double loss, double allowed) {
        this.probe = probe;
        this.allowed = allowed;
        double enough = GROWTH * Slope.ROUNDING * Math.abs(loss) / BlockCheck.AGREEMENT;
        for (GradientPart part : parts) {
            Member member = new Member(probe, part);
            if (member.share() > enough) {
                members.add(member);
            }
        }
        sharpest = members.stream().mapToDouble(Member::share).min().orElse(1);
        firstStep = Math.min(1, Math.max(SHORTEST, 4 * enough / sharpest));
    }

    /**
     * Returns the blocks that are right, with their checks.
     *
     * @param loss the loss where the gradient was taken
     * @param allowed the largest error of what is right, as a share of the gradient
     */
    static Map<GradientPart, BlockCheck> right(
            LossProbe probe, List<GradientPart> parts, double loss, double allowed) {
        JointCheck check = new JointCheck(probe, parts, loss, allowed);
        return check.members.size() > 1 && check.agree(true, 1) ? check.found(1) : Map.of();
    }

    /** Returns the same, or all blocks if they are wrong by one factor. */
    static Map<GradientPart, BlockCheck> rightButForAFactor(
            LossProbe probe, List<GradientPart> parts, double loss, double allowed) {
        JointCheck check = new JointCheck(probe, parts, loss, allowed);
        if (check.members.size() < 2) {
            return Map.of();
        }
        double factor = check.factor();
        if (Math.abs(factor - 1) <= allowed) {
            return check.agree(true, 1) ? check.found(1) : Map.of();
        }
        return factor > 0 && check.agree(false, factor) ? check.found(factor) : Map.of();
    }

    /** Returns how many times too long the gradients are on the whole; not a number if the slope is none. */
    private double factor() {
        List<double[]> directions =
                members.stream().map(m -> m.direction(new SplittableRandom(0), true)).toList();
        double expected = expected(directions);
        return expected / slope(directions, expected).value();
    }

    /** Returns whether some gradients, divided by a factor, agree with the slopes of all directions. */
    private boolean agree(boolean along, double factor) {
        SplittableRandom random = new SplittableRandom(members.size());
        for (int i = along ? -1 : 0; i < RANDOM_DIRECTIONS; i++) {
            boolean first = i < 0;
            List<double[]> directions =
                    members.stream().map(m -> m.direction(random, first)).toList();
            double expected = expected(directions) / factor;
            Slope slope = slope(directions, expected);
            for (Member member : members) {
                double share = (first ? member.step * member.norm : member.share()) / factor;
                member.error = Math.max(member.error, Math.abs(slope.value() - expected) / share);
                member.uncertainty = Math.max(member.uncertainty, slope.uncertainty() / share);
            }
            if (members.stream().noneMatch(member -> member.isWithin(allowed))) {
                return false;
            }
        }
        return true;
    }

    private double expected(List<double[]> directions) {
        double sum = 0;
        for (int k = 0; k < members.size(); k++) {
            sum += Vectors.dot(members.get(k).part.gradient(), directions.get(k));
        }
        return sum;
    }

    private Slope slope(List<double[]> directions, double expected) {
        return Slope.of(h -> lossAt(directions, h), firstStep, expected, BlockCheck.AGREEMENT * sharpest);
    }

    private Map<GradientPart, BlockCheck> found(double factor) {
        Map<GradientPart, BlockCheck> found = new HashMap<>();
        double byFactor = Math.abs(1 - 1 / factor) / Math.max(1, 1 / factor);
        for (Member member : members) {
            if (member.isWithin(allowed)) {
                double error = Math.max(byFactor, member.error);
                found.put(
                        member.part, new BlockCheck(member.norm, factor, error, member.error, member.uncertainty));
            }
        }
        return found;
    }

    private double lossAt(List<double[]> directions, double distance) {
        for (int k = 0; k < members.size(); k++) {
            members.get(k).shifted.move(directions.get(k), distance);
        }
        try {
            return probe.loss();
        } finally {
            members.forEach(member -> member.shifted.restore());
        }
    }
}
