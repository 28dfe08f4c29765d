// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;

/** How the size of training sequences grows up to that of the task; validation and test have the full size always. */
public sealed interface CurriculumConfig {

    /** Returns the size that training begins with. */
    int from();

    /**
     * Grows evenly with the minibatches, whatever the network has learnt.
     *
     * @param from size of the first minibatch: time steps, or blanks where the task counts those
     * @param miniBatches after how many minibatches the full size is reached
     */
    @TypeName("linear")
    record Linear(int from, int miniBatches) implements CurriculumConfig {

        /** Checks the ranges. */
        public Linear {
            new Rules()
                    .atLeast("from", from, 1)
                    .atLeast("miniBatches", miniBatches, 1)
                    .enforce();
        }

        /** Returns the size at a minibatch, counted from 0. */
        int size(long miniBatch, int full) {
            return miniBatch >= miniBatches ? full : from + (int) ((full - from) * miniBatch / miniBatches);
        }
    }

    /**
     * Grows by a step as soon as fresh sequences of the present size are solved.
     *
     * @param from size of the first minibatch: time steps, or blanks where the task counts those
     * @param step by how much the size grows each time
     * @param every in iterations; how often fresh sequences are tried
     * @param sequences how many fresh sequences are tried
     */
    @TypeName("on-success")
    record OnSuccess(
            int from,
            @Default("1") int step,
            @Default("100") int every,
            @Default("200") int sequences) implements CurriculumConfig {

        private static final int MOST = 1_000_000;

        /** Checks the ranges. */
        public OnSuccess {
            new Rules()
                    .atLeast("from", from, 1)
                    .atLeast("step", step, 1)
                    .atLeast("every", every, 1)
                    .between("sequences", sequences, 1, MOST)
                    .enforce();
        }

        /** Returns how often the size can grow. */
        int levels(int full) {
            return Math.max(0, (full - from + step - 1) / step);
        }

        /** Returns the size after it has grown so often. */
        int size(int level, int full) {
            return (int) Math.min(full, from + (long) step * level);
        }
    }
}
