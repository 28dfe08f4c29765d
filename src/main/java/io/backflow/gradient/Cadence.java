// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

/**
 * In which updates a quantity is measured.
 *
 * @param updates every how many updates, the first besides; 0 if it has no schedule of its own
 * @param withRecords whether it is measured in every update that is recorded for another quantity's sake
 */
public record Cadence(int updates, boolean withRecords) {

    /** In no update. */
    public static final Cadence NEVER = new Cadence(0, false);

    /** In every update that is recorded for another quantity's sake. */
    public static final Cadence WITH_RECORDS = new Cadence(0, true);

    /** Checks the number. */
    public Cadence {
        if (updates < 0) {
            throw new IllegalArgumentException("every must be at least 0, got " + updates);
        }
    }

    /** Returns the first and then every n-th update; {@link #NEVER} for 0. */
    public static Cadence every(int updates) {
        return new Cadence(updates, false);
    }

    /**
     * Returns whether an update is measured by the schedule.
     *
     * @param update index of the update, from 0 on
     * @param first whether nothing has been measured yet
     */
    public boolean isDue(long update, boolean first) {
        return updates > 0 && (first || update % updates == 0);
    }
}
