// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import java.util.function.IntFunction;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** How far a curriculum that grows on success has come in one training. */
public final class Growth {

    private final Stages.OnSuccess rule;
    private final IntFunction<DataSetIterator> fresh;
    private int level;

    /**
     * Starts at the first level.
     *
     * @param fresh makes sequences of a level on which nobody trains
     */
    public Growth(Stages.OnSuccess rule, IntFunction<DataSetIterator> fresh) {
        this.rule = rule;
        this.fresh = fresh;
    }

    /** Returns how often the curriculum has grown. */
    public int level() {
        return level;
    }

    /** Goes to a level. */
    public void level(int next) {
        if (next < 0 || next > rule.levels()) {
            throw new IllegalArgumentException("level must be between 0 and " + rule.levels() + ", got " + next);
        }
        level = next;
    }

    /** Returns whether it can still grow. */
    public boolean grows() {
        return level < rule.levels();
    }

    /** Returns how often fresh sequences are to be tried, in iterations. */
    public int every() {
        return rule.every();
    }

    /** Returns fresh sequences of the present level. */
    public DataSetIterator fresh() {
        return fresh.apply(level);
    }
}
