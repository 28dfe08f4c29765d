// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.Batch;
import io.backflow.data.Examples;

/**
 * A text in streams of equal length, side by side: example {@code piece * streams + stream} is what follows in its
 * stream after example {@code (piece - 1) * streams + stream}, each step labelled with the next token. The last pieces
 * may be shorter; up to {@code streams} tokens at the end of the text are not used.
 */
final class Streams implements Examples {

    private final Passages.Part part;
    private final int pieceLength;
    private final int streams;
    private final int streamLength;
    private final String units;

    /**
     * @param pieceLength tokens that are looked at before others have their turn
     * @param units what the tokens are, for messages: {@code characters}
     */
    Streams(Passages.Part part, int pieceLength, int streams, String units) {
        this.units = units;
        this.part = part;
        this.pieceLength = pieceLength;
        this.streams = streams;
        this.streamLength = part.sequences(streams);
    }

    @Override
    public int size() {
        return streams * ((streamLength - 1) / pieceLength + 1);
    }

    @Override
    public int length(int example) {
        return Math.min(pieceLength, streamLength - example / streams * pieceLength);
    }

    @Override
    public String place(int example) {
        return Passages.place(units, start(example), length(example));
    }

    private int start(int example) {
        return part.from() + example % streams * streamLength + example / streams * pieceLength;
    }

    @Override
    public void write(int example, Batch batch, int row) {
        int start = start(example);
        for (int step = 0; step < length(example); step++) {
            batch.input(row, part.codes().get(start + step), step, 1f);
            batch.target(row, part.codes().get(start + step + 1), step, 1f);
        }
    }
}
