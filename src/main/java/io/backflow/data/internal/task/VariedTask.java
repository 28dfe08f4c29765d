// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.Batch;
import io.backflow.data.GeneratedTask;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import java.util.List;
import java.util.OptionalDouble;

/** A task that is like another in all that it does not say itself. */
abstract class VariedTask implements GeneratedTask {

    private final GeneratedTask like;

    VariedTask(GeneratedTask like) {
        this.like = like;
    }

    @Override
    public String name() {
        return like.name();
    }

    @Override
    public String definition() {
        return like.definition();
    }

    @Override
    public SequenceData.Shape shape() {
        return like.shape();
    }

    @Override
    public int length() {
        return like.length();
    }

    @Override
    public int length(SplitMix random) {
        return like.length(random);
    }

    @Override
    public List<String> labels() {
        return like.labels();
    }

    @Override
    public OptionalDouble errorTolerance() {
        return like.errorTolerance();
    }

    @Override
    public OptionalDouble successError() {
        return like.successError();
    }

    @Override
    public int recalledSteps() {
        return like.recalledSteps();
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        like.write(random, batch, row);
    }
}
