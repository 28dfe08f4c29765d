// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

/** What the cells of a comparison have alike. */
public enum Match {
    /** The units that each cell says. */
    UNITS,
    /** The parameters of the whole network: those of the first cell, as near as whole units come to it. */
    PARAMETERS
}
