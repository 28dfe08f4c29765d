// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.flow.GateQuantity;
import io.backflow.flow.contribution.ContributionRecord;
import io.backflow.flow.jacobian.JacobianRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a quantity measured of a layer: a record by its components, but for those whose rows are laid down in a
 * class of their own.
 */
interface PartRows {

    /** Takes a part's lines of a table. */
    @FunctionalInterface
    interface Series {

        /** Takes a single value; the step and the lag are null where it belongs to none. */
        void value(String series, @Nullable Integer step, @Nullable Integer lag, double value);

        /**
         * Takes values in an order, which are those of the time steps that a backward pass reached where there is one.
         */
        default void steps(String series, double[] values) {
            for (int i = 0; i < values.length; i++) {
                value(series, i, null, values[i]);
            }
        }
    }

    /** Adds the part to the row of its layer. */
    void addTo(Row.Builder row);

    /** Hands on what a table has of the part. */
    void table(Series series);

    /**
     * Returns what writes a part.
     *
     * @param name of the quantity
     */
    static PartRows of(String name, Record part, int miniBatchSize) {
        if (part instanceof GateQuantity.GateRecord gates) {
            return new GateRows(gates);
        }
        if (part instanceof JacobianRecord jacobians) {
            return new JacobianRows(jacobians);
        }
        if (part instanceof ContributionRecord contributions) {
            return new ContributionRows(contributions, miniBatchSize);
        }
        return new ComponentRows(name, part);
    }
}
