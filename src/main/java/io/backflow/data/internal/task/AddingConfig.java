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
 * The adding problem, see {@link AddingTask}, {@link MarkedPairTask} and {@link MarksOf1997Task}.
 *
 * @param length time steps of a sequence, at least {@value AddingTask#MIN_LENGTH}, and
 *     {@value MarkedPairTask#MIN_LENGTH} for {@code pascanu} and {@code hochreiter}, which draw each length from
 *     {@code length} to about a tenth more
 * @param variant whose definition says where the marks may be and what the target is: {@code tcn}, {@code urnn},
 *     {@code pascanu} or {@code hochreiter}
 * @param validationSequences fixed sequences to validate on
 * @param testSequences fixed sequences to test on
 * @param lengths of sequences that are not all of one length
 */
@TypeName("adding")
public record AddingConfig(
        int length,
        AddingTask.Variant variant,
        @Default("1000") int validationSequences,
        @Default("10000") int testSequences,
        @Unwrapped @Default("{}") Lengths lengths)
        implements DataConfig {

    /** Checks the ranges. */
    public AddingConfig {
        boolean draws = variant == AddingTask.Variant.PASCANU || variant == AddingTask.Variant.HOCHREITER;
        int least = draws ? MarkedPairTask.MIN_LENGTH : AddingTask.MIN_LENGTH;
        Rules rules = Limits.generated(length, least, validationSequences, testSequences);
        if (draws) {
            Marks.requireNoMaxLength(rules, lengths);
        }
        lengths.check(rules, least, length).enforce();
    }

    /** Sequences all of one length, where the definition does not draw it. */
    public AddingConfig(int length, AddingTask.Variant variant, int validationSequences, int testSequences) {
        this(length, variant, validationSequences, testSequences, Lengths.FIXED);
    }

    @Override
    public boolean endless() {
        return true;
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return switch (variant) {
            case PASCANU ->
                lengths.data(
                        length,
                        size -> new MarkedPairTask(size, Marks.Operation.ADD),
                        validationSequences,
                        testSequences);
            case HOCHREITER ->
                lengths.data(
                        length,
                        size -> new MarksOf1997Task(size, Marks.Operation.ADD),
                        validationSequences,
                        testSequences);
            case TCN, URNN ->
                lengths.data(
                        "length", length, size -> new AddingTask(size, variant), validationSequences, testSequences);
        };
    }
}
