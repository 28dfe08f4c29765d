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
 * The embedded Reber grammar, see {@link ReberTask}.
 *
 * @param validationSequences fixed sequences to validate on
 * @param testSequences fixed sequences to test on
 */
@TypeName("reber")
public record ReberConfig(
        @Default("1000") int validationSequences,
        @Default("10000") int testSequences) implements DataConfig {

    /** Checks the ranges. */
    public ReberConfig {
        Limits.sequences(new Rules(), validationSequences, testSequences).enforce();
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
        return new GeneratedData(new ReberTask(), validationSequences, testSequences);
    }
}
