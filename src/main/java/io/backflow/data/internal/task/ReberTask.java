// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.Batch;
import io.backflow.data.GeneratedTask;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The embedded Reber grammar: predict every next symbol of strings in which the last but one repeats the second.
 *
 * <p>One-hot symbols B, T, P, S, X, V, E. A string is B, then T or P, then a string of the Reber grammar, then the same
 * T or P, then E; wherever the grammar has two ways on, both are equally likely. At each step the next symbol is asked.
 * Within the inner string that is a coin's toss, which no memory helps; the last but one symbol has to be remembered
 * over all of it. A sequence is right if the last two symbols are, of which by chance half are. The published criterion
 * is that the possible next symbols always have the largest outputs.
 *
 * @see <a href="https://doi.org/10.1162/neco.1997.9.8.1735">Hochreiter and Schmidhuber (1997), section 5.1 and Figures
 *     3 and 4</a>
 * @see <a href="https://doi.org/10.1162/neco.1989.1.3.372">Cleeremans, Servan-Schreiber and McClelland (1989), from
 *     where it comes</a>
 */
public final class ReberTask implements GeneratedTask {

    private static final String SYMBOLS = "BTPSXVE";

    /** The two ways on from each state of the grammar behind its B: a symbol, and the number of the next state. */
    private static final String[][] WAYS = {
        {"T1", "P2"}, {"S1", "X3"}, {"T2", "V4"}, {"X2", "S5"}, {"P3", "V5"},
    };

    private static final char LAST_STATE = '5';
    private static final int SHORTEST = 8;

    @Override
    public String name() {
        return "reber";
    }

    @Override
    public String definition() {
        return "embedded Reber grammar (Hochreiter and Schmidhuber 1997, task 1)";
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(SYMBOLS.length(), SYMBOLS.length(), SequenceData.Objective.CLASSIFY_STEPS);
    }

    @Override
    public int length() {
        return SHORTEST;
    }

    @Override
    public int length(SplitMix random) {
        return draw(random).length() - 1;
    }

    @Override
    public List<String> labels() {
        return IntStream.range(0, SYMBOLS.length())
                .mapToObj(symbol -> SYMBOLS.substring(symbol, symbol + 1))
                .toList();
    }

    @Override
    public OptionalDouble errorTolerance() {
        return OptionalDouble.empty();
    }

    @Override
    public int recalledSteps() {
        return 2;
    }

    /** Draws one string. */
    static String draw(SplitMix random) {
        char outer = random.nextInt(2) == 0 ? 'T' : 'P';
        StringBuilder text = new StringBuilder().append('B').append(outer).append('B');
        char state = '0';
        while (state != LAST_STATE) {
            String way = WAYS[state - '0'][random.nextInt(2)];
            text.append(way.charAt(0));
            state = way.charAt(1);
        }
        return text.append('E').append(outer).append('E').toString();
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        String text = draw(random);
        for (int step = 0; step < text.length() - 1; step++) {
            batch.input(row, SYMBOLS.indexOf(text.charAt(step)), step, 1f);
            batch.target(row, SYMBOLS.indexOf(text.charAt(step + 1)), step, 1f);
        }
    }
}
