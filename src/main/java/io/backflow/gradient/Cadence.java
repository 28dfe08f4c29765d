// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

/**
 * The schedule of updates in which a quantity is measured.
 *
 * @param updates every how many updates, the first besides; 0 if it has no schedule of its own
 * @param withRecords whether it is measured in every update that is recorded for another quantity's sake
 */
public record Cadence(int updates, boolean withRecords) {

    /** Measures in no update. */
    public static final Cadence NEVER = new Cadence(0, false);

    /** Measures in every update that is recorded for another quantity. */
    public static final Cadence WITH_RECORDS = new Cadence(0, true);

    /** Checks the number. */
    public Cadence {
        if (updates < 0) {
            throw new IllegalArgumentException("every must be at least 0, got " + updates);
        }
    }

    /** Returns the cadence of the first and then every n-th update. It is {@link #NEVER} for 0. */
    public static Cadence every(int updates) {
        return new Cadence(updates, false);
    }

    /**
     * Returns whether this cadence measures an update.
     *
     * @param update index of the update, from 0 on
     * @param first whether nothing has been measured yet
     */
    public boolean isDue(long update, boolean first) {
        return updates > 0 && (first || update % updates == 0);
    }
}
