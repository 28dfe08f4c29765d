// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.rule.Limits;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import io.backflow.setting.Unwrapped;

/**
 * The random permutation task, see {@link PermutationTask}.
 *
 * @param length time steps of a sequence, at least {@value PermutationTask#MIN_LENGTH}
 * @param validationSequences fixed sequences to validate on
 * @param testSequences fixed sequences to test on
 * @param lengths of sequences that are not all of one length
 */
@TypeName("permutation")
public record PermutationConfig(
        int length,
        @Default("1000") int validationSequences,
        @Default("10000") int testSequences,
        @Unwrapped @Default("{}") Lengths lengths)
        implements DataConfig {

    /** Checks the ranges. */
    public PermutationConfig {
        Rules rules = Limits.generated(length, PermutationTask.MIN_LENGTH, validationSequences, testSequences);
        lengths.check(rules, PermutationTask.MIN_LENGTH, length).enforce();
    }

    @Override
    public boolean endless() {
        return true;
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return lengths.data("length", length, PermutationTask::new, validationSequences, testSequences);
    }
}
