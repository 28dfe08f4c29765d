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
 * The copy memory task, see {@link CopyTask}.
 *
 * @param blanks steps from the end of the symbols to their recall, the delimiter's among them; at least 1
 * @param symbols how many symbols are to be recalled
 * @param values of how many values a symbol is one, at least 2
 * @param validationSequences fixed sequences to validate on
 * @param testSequences fixed sequences to test on
 * @param lengths of sequences whose blanks are not all as many; {@code maxLength} counts blanks
 */
@TypeName("copy")
public record CopyConfig(
        int blanks,
        @Default("10") int symbols,
        @Default("8") int values,
        @Default("1000") int validationSequences,
        @Default("10000") int testSequences,
        @Unwrapped @Default("{}") Lengths lengths)
        implements DataConfig {

    private static final int MOST_SYMBOLS = 1_000;
    private static final int MOST_VALUES = 1_000;

    /** Checks the ranges. */
    public CopyConfig {
        Rules rules = new Rules().between("blanks", blanks, 1, Limits.MAX_LENGTH);
        rules.between("symbols", symbols, 1, MOST_SYMBOLS).between("values", values, 2, MOST_VALUES);
        lengths.check(Limits.sequences(rules, validationSequences, testSequences), 1, blanks)
                .enforce();
    }

    /** Sequences all of one length. */
    public CopyConfig(int blanks, int symbols, int values, int validationSequences, int testSequences) {
        this(blanks, symbols, values, validationSequences, testSequences, Lengths.FIXED);
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
                "blanks", blanks, size -> new CopyTask(size, symbols, values), validationSequences, testSequences);
    }
}
