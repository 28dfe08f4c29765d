// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.Batch;
import io.backflow.data.DataException;
import io.backflow.data.internal.csv.CsvExamples;
import io.backflow.data.internal.csv.CsvSequence;
import io.backflow.data.internal.csv.Standardiser;
import io.backflow.data.internal.prepared.NewData;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.RawSequences.Asked;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** New sequences of numbers, without missing values and standardised as the training part was. */
final class NewSequences implements NewData {

    private final SequencesPreparation preparation;
    private final @Nullable ClassNames classes;
    private final Asked asked;
    private final List<RawSequence> sequences;

    /** The same, each step of which is labelled with its number in the file. */
    private final List<RawSequence> given = new ArrayList<>();

    private final CsvExamples examples;
    private final boolean labelled;

    /** @throws DataException at the first missing value that nothing replaces, or label that training lacked */
    NewSequences(SequencesPreparation preparation, MissingValues missing, RawSequences read) {
        this.preparation = preparation;
        this.classes = preparation.objective().classifies() ? ClassNames.of(preparation.outputs()) : null;
        this.asked = read.asked();
        this.sequences = read.sequences();
        checkOnce(read);
        List<CsvSequence> numbers = new ArrayList<>();
        Standardiser standardiser =
                preparation.shift().isEmpty() ? null : Standardiser.of(preparation.shift(), preparation.scale());
        for (RawSequence sequence : sequences) {
            RawSequence kept = missing.apply(
                    RawSequence.of(sequence.name(), sequence.place(), sequence.features(), sequence.values())
                            .withStepLabels(new StepNumbers(sequence.steps())));
            CsvSequence plain =
                    CsvSequence.withOneTarget(sequence.place().file(), kept.steps(), kept.values(), new float[0]);
            given.add(kept);
            numbers.add(standardiser == null ? plain : standardiser.apply(plain));
        }
        this.examples = new CsvExamples(numbers, preparation.objective());
        this.labelled = isAnyKnown();
    }

    /** One answer a sequence cannot be compared with labels that change within it. */
    private void checkOnce(RawSequences read) {
        boolean everyStep = asked == Asked.STEP_LABELS || asked == Asked.STEP_TARGETS;
        if (everyStep && !preparation.objective().everyStep()) {
            Asking.objective(
                    read, preparation.objective(), !preparation.targets().isEmpty());
        }
    }

    /** Looks at every label, so that one that cannot be is found before anything is answered. */
    private boolean isAnyKnown() {
        boolean any = false;
        for (int example = 0; example < size() && asked != Asked.NOTHING; example++) {
            int steps = preparation.objective().everyStep() ? length(example) : 1;
            for (int step = 0; step < steps; step++) {
                any |= actual(example, length(example) - 1 - step).stream().anyMatch(text -> !text.isEmpty());
            }
        }
        return any;
    }

    @Override
    public int size() {
        return sequences.size();
    }

    @Override
    public int length(int example) {
        return examples.length(example);
    }

    @Override
    public void write(int example, Batch batch, int row) {
        examples.writeFeatures(example, batch, row);
    }

    @Override
    public String name(int example) {
        return sequences.get(example).name();
    }

    @Override
    public int step(int example, int step) {
        return Integer.parseInt(given.get(example).stepLabels().get(step)) + 1;
    }

    @Override
    public boolean isLabelled() {
        return labelled;
    }

    @Override
    public List<String> actual(int example, int step) {
        RawSequence sequence = sequences.get(example);
        int inFile = step(example, step) - 1;
        return switch (asked) {
            case NOTHING -> unknown();
            case LABEL -> ofText(sequence, String.valueOf(sequence.label()), inFile);
            case STEP_LABELS -> ofText(sequence, sequence.stepLabels().get(inFile), inFile);
            case TARGETS -> numbers(sequence.targets(), 0);
            case STEP_TARGETS -> numbers(sequence.targets(), inFile);
        };
    }

    private List<String> unknown() {
        return Collections.nCopies(classes == null ? preparation.outputs().size() : 1, "");
    }

    private List<String> ofText(RawSequence sequence, String text, int step) {
        if (Numbers.isMissing(text)) {
            return unknown();
        }
        if (classes != null) {
            try {
                return List.of(classes.names().get(classes.number(text, sequence, step)));
            } catch (DataException unknown) {
                throw new DataException(
                        unknown.getMessage() + "; --unlabelled takes the data to have no labels", unknown);
            }
        }
        if (!ClassNames.isNumber(text)) {
            throw DataException.at(
                    sequence.place().file(),
                    sequence.place().line(step),
                    "the number to predict must be a number, got " + Numbers.shown(text)
                            + "; --unlabelled takes the data to have no labels");
        }
        return List.of(text.strip());
    }

    private List<String> numbers(float[] targets, int step) {
        int outputs = preparation.outputs().size();
        if (targets.length < (step + 1) * outputs) {
            return unknown();
        }
        List<String> texts = new ArrayList<>();
        for (int output = 0; output < outputs; output++) {
            float number = targets[step * outputs + output];
            texts.add(Float.isNaN(number) ? "" : Float.toString(number));
        }
        return texts;
    }

    /** The numbers 0, 1, 2 and so on as texts. */
    private static final class StepNumbers extends AbstractList<String> {

        private final int steps;

        StepNumbers(int steps) {
            this.steps = steps;
        }

        @Override
        public String get(int step) {
            return Integer.toString(step);
        }

        @Override
        public int size() {
            return steps;
        }
    }
}
