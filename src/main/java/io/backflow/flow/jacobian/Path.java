// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian;

/** Which part of the state's derivative by an earlier state is looked at. */
public enum Path {
    /** The whole state by the whole state: h, or (h, c) of a cell with a cell state. */
    STATE,
    /** dc_t/dc_k, the derivative along every way, through h and the gates too; for cells with a cell state. */
    CELL,
    /** dh_t/dh_k at a given c_k; for cells with a cell state, others have it as {@link #STATE}. */
    HIDDEN
}
