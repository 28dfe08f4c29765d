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
 * Noiseless memorisation, see {@link MemorisationTask}.
 *
 * @param blanks time steps between the pattern and the cue, at least 1
 * @param form {@code five-bit} or {@code twenty-bit}
 * @param validationSequences fixed sequences to validate on
 * @param testSequences fixed sequences to test on
 * @param lengths of sequences that are not all of one length; {@code maxLength} counts blanks
 */
@TypeName("memorisation")
public record MemorisationConfig(
        int blanks,
        @Default("twenty-bit") MemorisationTask.Form form,
        @Default("1000") int validationSequences,
        @Default("10000") int testSequences,
        @Unwrapped @Default("{}") Lengths lengths)
        implements DataConfig {

    /** Checks the ranges. */
    public MemorisationConfig {
        Rules rules = new Rules().between("blanks", blanks, 1, Limits.MAX_LENGTH);
        lengths.check(Limits.sequences(rules, validationSequences, testSequences), 1, blanks)
                .enforce();
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
        return lengths.data(
                "blanks", blanks, size -> new MemorisationTask(size, form), validationSequences, testSequences);
    }
}
