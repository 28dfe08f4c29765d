// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.plan;

import io.backflow.config.internal.Trial;
import java.util.List;

/**
 * What would be run, arm by arm.
 *
 * @param arms in the order of the comparison
 * @param searchTrials how many trials of a search each arm has before its runs; 0 without a search
 */
public record Plan(List<Arm> arms, int searchTrials) {

    /** Copies the arms. */
    public Plan {
        arms = List.copyOf(arms);
    }

    /**
     * The runs of one arm.
     *
     * @param first the one that stands for all
     * @param parameters number of trainable parameters
     * @param updates of one run, if nothing stops it early
     * @param runs how many there are
     * @param over how many of them are over already
     * @param secondsPerUpdate estimated from some updates without recording
     */
    public record Arm(Trial first, long parameters, long updates, int runs, int over, double secondsPerUpdate) {

        /** Returns the estimated seconds of one run, evaluation and recording not counted. */
        public double secondsOfRun() {
            return updates * secondsPerUpdate;
        }
    }

    /** Returns how many runs there are. */
    public int runs() {
        return arms.stream().mapToInt(Arm::runs).sum();
    }

    /** Returns how many of them are over already. */
    public int over() {
        return arms.stream().mapToInt(Arm::over).sum();
    }

    /** Returns the estimated seconds of what is left, one after the other; those of a search included. */
    public double secondsLeft() {
        return arms.stream()
                .mapToDouble(arm -> arm.secondsOfRun() * (arm.runs() - arm.over() + searchTrials))
                .sum();
    }
}
