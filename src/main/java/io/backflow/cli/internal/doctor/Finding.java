// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.doctor;

import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param about what it is
 * @param state whether all is well
 * @param value what was found
 * @param advice what to do about it; empty if nothing
 */
record Finding(String about, State state, String value, String advice) {

    /** Whether all is well. */
    enum State {
        /** It is as it should be. */
        OK,
        /** It works, but slower or less well than it could. */
        SLOW,
        /** Something does not work. */
        WRONG;

        /** Returns the name in lower case. */
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String about, String value) {
        return new Finding(about, State.OK, value, "");
    }

    static Finding slow(String about, String value, String advice) {
        return new Finding(about, State.SLOW, value, advice);
    }

    static Finding wrong(String about, String value, String advice) {
        return new Finding(about, State.WRONG, value, advice);
    }
}
