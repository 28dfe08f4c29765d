// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.GeneratedTask;
import io.backflow.data.internal.sequence.Staged;
import io.backflow.data.internal.sequence.Stages;

/** A task that is learnt by a curriculum. */
final class StagedTask extends VariedTask implements Staged {

    private final Stages stages;

    /** @param full what is validated and tested */
    StagedTask(GeneratedTask full, Stages stages) {
        super(full);
        this.stages = stages;
    }

    @Override
    public Stages stages() {
        return stages;
    }
}
