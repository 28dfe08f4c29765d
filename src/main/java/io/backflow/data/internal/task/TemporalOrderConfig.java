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
 * The temporal-order task, see {@link TemporalOrderTask}.
 *
 * @param length time steps of a sequence, at least {@value TemporalOrderTask#MIN_LENGTH}
 * @param symbols relevant symbols in a sequence: 2 (4 classes) or 3 (8 classes)
 * @param validationSequences fixed sequences to validate on
 * @param testSequences fixed sequences to test on
 */
@TypeName("temporal-order")
public record TemporalOrderConfig(
        int length,
        @Default("2") int symbols,
        @Default("1000") int validationSequences,
        @Default("10000") int testSequences)
        implements DataConfig {

    /** Checks the ranges. */
    public TemporalOrderConfig {
        Limits.generated(length, TemporalOrderTask.MIN_LENGTH, validationSequences, testSequences)
                .between("symbols", symbols, 2, 3)
                .enforce();
    }

    @Override
    public boolean endless() {
        return true;
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return new GeneratedData(new TemporalOrderTask(length, symbols), validationSequences, testSequences);
    }
}
