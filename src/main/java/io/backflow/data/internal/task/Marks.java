// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.setting.Rules;

/** What the tasks on two marked numbers have in common. */
final class Marks {

    private Marks() {}

    /** What is asked of the two marked numbers. */
    enum Operation {
        /** Their sum, scaled as the definition says. */
        ADD("addition"),
        /** Their product. */
        MULTIPLY("multiplication");

        private final String noun;

        Operation(String noun) {
            this.noun = noun;
        }

        String noun() {
            return noun;
        }

        /** Returns the name under which a configuration chooses the task. */
        String task() {
            return this == ADD ? "adding" : noun;
        }
    }

    /** Requires that a task which draws its lengths itself is not told to draw them otherwise. */
    static void requireNoMaxLength(Rules rules, Lengths lengths) {
        rules.require(
                lengths.maxLength() == null,
                "maxLength",
                "must be left out of the variants pascanu and hochreiter, which draw lengths up to a tenth more",
                String.valueOf(lengths.maxLength()));
    }
}
