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
 * The multiplication problem, see {@link MarkedPairTask} and {@link MarksOf1997Task}.
 *
 * @param length least time steps of a sequence, at least {@value MarkedPairTask#MIN_LENGTH}; each length is drawn from
 *     this to about a tenth more
 * @param variant whose definition it is: {@code pascanu} or {@code hochreiter}
 * @param validationSequences fixed sequences to validate on
 * @param testSequences fixed sequences to test on
 * @param lengths of sequences that begin shorter
 */
@TypeName("multiplication")
public record MultiplicationConfig(
        int length,
        MultiplicationConfig.Variant variant,
        @Default("1000") int validationSequences,
        @Default("10000") int testSequences,
        @Unwrapped @Default("{}") Lengths lengths)
        implements DataConfig {

    /** Whose definition of the task it is. */
    public enum Variant {
        /** {@link MarkedPairTask}. */
        PASCANU,
        /** {@link MarksOf1997Task}. */
        HOCHREITER
    }

    /** Checks the ranges. */
    public MultiplicationConfig {
        Rules rules = Limits.generated(length, MarkedPairTask.MIN_LENGTH, validationSequences, testSequences);
        Marks.requireNoMaxLength(rules, lengths);
        lengths.check(rules, MarkedPairTask.MIN_LENGTH, length).enforce();
    }

    @Override
    public boolean endless() {
        return true;
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return variant == Variant.PASCANU
                ? lengths.data(
                        length,
                        size -> new MarkedPairTask(size, Marks.Operation.MULTIPLY),
                        validationSequences,
                        testSequences)
                : lengths.data(
                        length,
                        size -> new MarksOf1997Task(size, Marks.Operation.MULTIPLY),
                        validationSequences,
                        testSequences);
    }
}
