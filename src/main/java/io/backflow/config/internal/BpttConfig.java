// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.jspecify.annotations.Nullable;

/** How far back in time the gradient flows. */
public sealed interface BpttConfig {

    /** Backpropagation through the whole sequence, one update for it. */
    @TypeName("standard")
    record Standard() implements BpttConfig {}

    /**
     * Backpropagation by segments, with one update for each and the state carried from one to the next.
     *
     * @param length time steps of a segment
     * @param backwardLength time steps that the gradient flows back from the segment's end, at most {@code length};
     *     null becomes {@code length}
     * @see <a href="https://doi.org/10.1162/neco.1990.2.4.490">Williams and Peng (1990), BPTT(h; h')</a>
     */
    @TypeName("truncated")
    record Truncated(int length, @Nullable Integer backwardLength) implements BpttConfig {

        /** Checks the rules. */
        public Truncated {
            Rules rules = new Rules().atLeast("length", length, 1);
            if (backwardLength == null) {
                backwardLength = length;
            } else {
                rules.atLeast("backwardLength", backwardLength, 1)
                        .require(
                                backwardLength <= length,
                                "backwardLength",
                                "must be at most length, which is " + length,
                                backwardLength);
            }
            rules.enforce();
        }

        /** Returns {@link #backwardLength()}, which is never null once the record is built. */
        public int backward() {
            return backwardLength == null ? length : backwardLength;
        }
    }
}
