// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import java.util.List;

/**
 * The name of an arm within a task.
 *
 * @param cell label of the cell
 * @param clipping label of the clipping, and of the regulariser if there is one
 */
public record ArmName(String cell, String clipping) {

    private static final String NONE = "none";

    static ArmName of(ArmSummary arm) {
        return new ArmName(arm.first().cell(), arm.first().clipping());
    }

    /** Returns what tells the arm from others of a task: the cell, the clipping, or both. */
    String among(List<ArmName> arms) {
        boolean oneCell = arms.stream().map(ArmName::cell).distinct().count() == 1;
        boolean oneClipping = arms.stream().map(ArmName::clipping).distinct().count() == 1;
        if (oneClipping) {
            return cell;
        }
        if (oneCell) {
            return clipping.equals(NONE) ? "no clipping" : clipping;
        }
        return cell + (clipping.equals(NONE) ? " without clipping" : " with " + clipping);
    }
}
