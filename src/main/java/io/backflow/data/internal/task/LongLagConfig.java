// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.GeneratedData;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.rule.Limits;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;

/**
 * Hochreiter's task 2a, see {@link LongLagTask}.
 *
 * @param length time steps from the first symbol to the one that repeats it, p; at least
 *     {@value LongLagTask#MIN_LENGTH}
 * @param validationSequences fixed sequences to validate on
 * @param testSequences fixed sequences to test on
 */
@TypeName("long-lag")
public record LongLagConfig(
        int length,
        @Default("1000") int validationSequences,
        @Default("10000") int testSequences) implements DataConfig {

    /** Checks the ranges. */
    public LongLagConfig {
        Rules rules = new Rules().between("length", length, LongLagTask.MIN_LENGTH, LongLagTask.MAX_LENGTH);
        Limits.sequences(rules, validationSequences, testSequences).enforce();
    }

    @Override
    public boolean endless() {
        return true;
    }

    @Override
    public boolean everyStep() {
        return true;
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return new GeneratedData(new LongLagTask(length), validationSequences, testSequences);
    }
}
