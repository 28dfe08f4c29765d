// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import io.backflow.data.GeneratedTask;
import org.jspecify.annotations.Nullable;

/**
 * What is trained on at each stage of a curriculum.
 *
 * @param definition says so in words
 * @param tasks the task of each minibatch
 * @param onSuccess how it grows on success; null if the minibatch alone decides
 */
public record Stages(
        String definition, Tasks tasks, @Nullable OnSuccess onSuccess) {

    /** The task of each minibatch. */
    @FunctionalInterface
    public interface Tasks {

        /**
         * Returns the task of a minibatch.
         *
         * @param miniBatch counted from 0
         * @param level how often the curriculum has grown on success
         */
        GeneratedTask at(long miniBatch, int level);
    }

    /**
     * How a curriculum grows on success.
     *
     * @param levels how often it can grow
     * @param every how often fresh sequences are tried, in iterations
     * @param sequences how many
     */
    public record OnSuccess(int levels, int every, int sequences) {}
}
