// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration.
 *
 * @param line counted from 1; 0 if the problem is the whole file
 * @param column counted from 1, in code points; 0 if the problem is the whole file
 * @param message the setting, the rule and the value: {@code clipping.maxNorm must be a finite number > 0, got -1.0}
 * @param sourceLine the line as it stands in the file, without its end, so that it can be shown with a caret under the
 *     column; null if the problem is the whole file
 */
public record Problem(
        int line, int column, String message, @Nullable String sourceLine) {

    /** Returns a problem of the whole file. */
    static Problem ofFile(String message) {
        return new Problem(0, 0, message, null);
    }

    /** Returns whether this is a problem of the whole file, which has no position. */
    public boolean isOfFile() {
        return line == 0;
    }
}
