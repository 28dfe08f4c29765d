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
import org.jspecify.annotations.Nullable;

/**
 * The temporal-order task, see {@link TemporalOrderTask} and {@link OrderOf1997Task}.
 *
 * @param length time steps of a sequence, at least {@value TemporalOrderTask#MIN_LENGTH}
 * @param symbols relevant symbols in a sequence: 2 (4 classes) or 3 (8 classes)
 * @param validationSequences fixed sequences to validate on
 * @param testSequences fixed sequences to test on
 * @param variant whose definition it is; null is {@code pascanu}. That of {@code hochreiter} draws each length from
 *     {@code length} to a tenth more
 * @param lengths of sequences that are not all of one length
 */
@TypeName("temporal-order")
public record TemporalOrderConfig(
        int length,
        @Default("2") int symbols,
        @Default("1000") int validationSequences,
        @Default("10000") int testSequences,
        @Nullable Variant variant,
        @Unwrapped @Default("{}") Lengths lengths)
        implements DataConfig {

    /** Whose definition of the task it is. */
    public enum Variant {
        /** Six symbols, places in tenths of the length: {@link TemporalOrderTask}. */
        PASCANU,
        /** Eight symbols, lengths and places drawn as in tasks 6a and 6b: {@link OrderOf1997Task}. */
        HOCHREITER
    }

    /** Checks the ranges. */
    public TemporalOrderConfig {
        Rules rules = Limits.generated(length, TemporalOrderTask.MIN_LENGTH, validationSequences, testSequences)
                .between("symbols", symbols, 2, 3);
        if (variant == Variant.HOCHREITER) {
            rules.require(
                    lengths.maxLength() == null,
                    "maxLength",
                    "must be left out of the variant hochreiter, which draws lengths up to a tenth more",
                    String.valueOf(lengths.maxLength()));
        }
        lengths.check(rules, TemporalOrderTask.MIN_LENGTH, length).enforce();
    }

    /** Sequences of Pascanu et al., all of one length. */
    public TemporalOrderConfig(int length, int symbols, int validationSequences, int testSequences) {
        this(length, symbols, validationSequences, testSequences, null, Lengths.FIXED);
    }

    @Override
    public boolean endless() {
        return true;
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return variant == Variant.HOCHREITER
                ? lengths.data(length, size -> new OrderOf1997Task(size, symbols), validationSequences, testSequences)
                : lengths.data(
                        "length",
                        length,
                        size -> new TemporalOrderTask(size, symbols),
                        validationSequences,
                        testSequences);
    }
}
