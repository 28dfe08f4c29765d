// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.Batch;
import io.backflow.data.Examples;

/** Sequences of equal length that follow one another in a text, each step labelled with the next token. */
final class Windows implements Examples {

    private final Codes tokens;
    private final int offset;
    private final int sequenceLength;
    private final int sequences;
    private final String units;

    /**
     * @param tokens the text as numbers of its tokens; not copied, since every epoch looks at the same text
     * @param offset where the first sequence begins
     * @param units what the tokens are, for messages: {@code characters}
     */
    Windows(Codes tokens, int offset, int sequenceLength, int sequences, String units) {
        this.units = units;
        this.tokens = tokens;
        this.offset = offset;
        this.sequenceLength = sequenceLength;
        this.sequences = sequences;
    }

    @Override
    public int size() {
        return sequences;
    }

    @Override
    public int length(int example) {
        return sequenceLength;
    }

    @Override
    public String place(int example) {
        int start = offset + example * sequenceLength;
        return Passages.place(units, start, sequenceLength);
    }

    @Override
    public void write(int example, Batch batch, int row) {
        int start = offset + example * sequenceLength;
        for (int step = 0; step < sequenceLength; step++) {
            batch.input(row, tokens.get(start + step), step, 1f);
            batch.target(row, tokens.get(start + step + 1), step, 1f);
        }
    }
}
