// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.GeneratedData;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.rule.Limits;
import io.backflow.setting.Default;
import io.backflow.setting.TypeName;

/**
 * The adding problem, see {@link AddingTask}.
 *
 * @param length time steps of a sequence, at least {@value AddingTask#MIN_LENGTH}
 * @param variant whose definition says where the marks may be: {@code tcn} or {@code urnn}
 * @param validationSequences fixed sequences to validate on
 * @param testSequences fixed sequences to test on
 */
@TypeName("adding")
public record AddingConfig(
        int length,
        AddingTask.Variant variant,
        @Default("1000") int validationSequences,
        @Default("10000") int testSequences)
        implements DataConfig {

    /** Checks the ranges. */
    public AddingConfig {
        Limits.generated(length, AddingTask.MIN_LENGTH, validationSequences, testSequences)
                .enforce();
    }

    @Override
    public boolean endless() {
        return true;
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return new GeneratedData(new AddingTask(length, variant), validationSequences, testSequences);
    }
}
