// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.Batch;
import io.backflow.data.GeneratedTask;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Noiseless memorisation: repeat a pattern after a cue.
 *
 * <p>A pattern is S symbols, each U{1..K}: 5 of 2 values in the 5-bit form, which has 32 patterns, and 10 of 5 values
 * in the 20-bit form. With L blanks a sequence has L + 2 S steps: the pattern; L blanks; the cue, on the step of the
 * first recall; S - 1 blanks. The targets are L + S blanks and then the pattern. One-hot, the values come first, then
 * the blank, then (in the inputs only) the cue.
 *
 * <p>The loss is asked at every step. Who gives the blanks and guesses the pattern has a mean loss of {@code S ln K /
 * (L + 2 S)}, and 1/2 or 1/5 of the recalled symbols right. A sequence is right if all of it is.
 *
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov and Bengio (2013), section 4.1.2 and supplement; the
 *     code pascanur/trainingRNNs, memorization.py</a>
 * @see <a href="https://icml.cc/2011/papers/532_icmlpaper.pdf">Martens and Sutskever (2011), section 4.1, for both
 *     forms</a>
 */
public final class MemorisationTask implements GeneratedTask {

    /** The two published sizes of a pattern. */
    public enum Form {
        /** 5 symbols of 2 values. */
        FIVE_BIT(5, 2),
        /** 10 symbols of 5 values. */
        TWENTY_BIT(10, 5);

        private final int symbols;
        private final int values;

        Form(int symbols, int values) {
            this.symbols = symbols;
            this.values = values;
        }
    }

    private final int blanks;
    private final Form form;

    /** @param blanks L, at least 1 */
    public MemorisationTask(int blanks, Form form) {
        this.blanks = blanks;
        this.form = form;
    }

    @Override
    public String name() {
        return "memorisation";
    }

    @Override
    public String definition() {
        return "noiseless memorisation (Pascanu et al. 2013), " + form.symbols + " symbols of " + form.values
                + " values, " + blanks + " blanks";
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(form.values + 2, form.values + 1, SequenceData.Objective.CLASSIFY_STEPS);
    }

    @Override
    public int length() {
        return blanks + 2 * form.symbols;
    }

    @Override
    public List<String> labels() {
        return Stream.concat(IntStream.rangeClosed(1, form.values).mapToObj(Integer::toString), Stream.of("blank"))
                .toList();
    }

    @Override
    public OptionalDouble errorTolerance() {
        return OptionalDouble.empty();
    }

    @Override
    public int recalledSteps() {
        return form.symbols;
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        int blank = form.values;
        int recall = form.symbols + blanks;
        for (int step = 0; step < form.symbols; step++) {
            int value = random.nextInt(form.values);
            batch.input(row, value, step, 1f);
            batch.target(row, value, recall + step, 1f);
        }
        for (int step = form.symbols; step < length(); step++) {
            batch.input(row, step == recall ? blank + 1 : blank, step, 1f);
        }
        for (int step = 0; step < recall; step++) {
            batch.target(row, blank, step, 1f);
        }
    }
}
