// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fit;

import io.backflow.config.internal.TrainingConfig;
import io.backflow.data.SequenceData;

/** The data of a job as its training reads it. */
public final class TrainingData {

    private TrainingData() {}

    /** Returns the data, in streams where the training carries its state. */
    public static SequenceData of(TrainingConfig training, SequenceData data) {
        return training.carriesState() ? data.streams().orElseThrow() : data;
    }
}
