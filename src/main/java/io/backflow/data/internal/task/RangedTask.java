// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.Batch;
import io.backflow.data.GeneratedTask;
import io.backflow.data.SplitMix;
import java.util.function.IntFunction;

/** A task whose sequences are each of one size out of a range, all sizes equally likely. */
final class RangedTask extends VariedTask {

    private final IntFunction<? extends GeneratedTask> ofSize;
    private final int least;
    private final int most;
    private final String what;

    /**
     * Draws from {@code least} to {@code most}, both included.
     *
     * @param what is drawn: {@code length}
     * @param ofSize makes the task whose sequences are all of one size; the size changes nothing but their length
     */
    RangedTask(String what, int least, int most, IntFunction<? extends GeneratedTask> ofSize) {
        super(ofSize.apply(least));
        this.what = what;
        this.ofSize = ofSize;
        this.least = least;
        this.most = most;
    }

    private GeneratedTask drawn(SplitMix random) {
        return ofSize.apply(least + random.nextInt(most - least + 1));
    }

    @Override
    public String definition() {
        return super.definition() + " (" + what + " drawn from " + least + " to " + most + ")";
    }

    @Override
    public int length(SplitMix random) {
        return drawn(random).length();
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        drawn(random).write(random, batch, row);
    }
}
