// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData.Objective;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out what a network is asked to give, and brings what the sequences are labelled with to that. */
final class Asking {

    /** So many different whole numbers, most of them once, are measurements rather than classes. */
    private static final int MANY = 20;

    private static final Numbers NUMBERS = new Numbers('.');

    private Asking() {}

    /**
     * Returns the objective.
     *
     * @param said what the configuration says; null to find out by the labels
     * @param targetsSaid whether the configuration calls the labels numbers to predict
     * @throws DataException if the sequences have no labels, or not for that objective
     */
    static Objective objective(RawSequences read, @Nullable Objective said, boolean targetsSaid) {
        Objective found = found(read, targetsSaid);
        if (said == null || said == found) {
            return found;
        }
        if (found.everyStep() && !said.everyStep()) {
            throw varies(read);
        }
        boolean numbers = read.asked() == RawSequences.Asked.TARGETS || read.asked() == RawSequences.Asked.STEP_TARGETS;
        if (said.classifies() && numbers) {
            throw DataException.in(
                    read.file(),
                    "has numbers to predict, " + read.targets() + ", and no classes; label: COLUMN names"
                            + " the column of the classes");
        }
        return said;
    }

    private static Objective found(RawSequences read, boolean targetsSaid) {
        return switch (read.asked()) {
            case NOTHING ->
                throw DataException.in(
                        read.file(),
                        "has no labels; label: COLUMN or targets: [COLUMN] names what is to be learnt, or labels: FILE"
                                + " a file with a label a line");
            case LABEL ->
                targetsSaid || !areClasses(read.sequences()) ? Objective.REGRESS_SEQUENCE : Objective.CLASSIFY_SEQUENCE;
            case STEP_LABELS ->
                targetsSaid || !areClasses(read.sequences()) ? Objective.REGRESS_STEPS : Objective.CLASSIFY_STEPS;
            case TARGETS -> Objective.REGRESS_SEQUENCE;
            case STEP_TARGETS -> Objective.REGRESS_STEPS;
        };
    }

    /** Whether labels are taken for classes: texts, and whole numbers that are few or repeat. */
    static boolean areClasses(List<RawSequence> sequences) {
        long labels = 0;
        Set<String> distinct = new HashSet<>();
        for (RawSequence sequence : sequences) {
            for (String text : ClassNames.texts(sequence)) {
                labels++;
                distinct.add(text);
            }
        }
        Set<String> plain = distinct.stream().map(ClassNames::plain).collect(Collectors.toSet());
        if (!plain.stream().allMatch(ClassNames::isNumber)) {
            return true;
        }
        boolean whole = plain.stream().allMatch(text -> text.matches("[+-]?\\d+"));
        return whole && (plain.size() <= MANY || 2L * plain.size() <= labels);
    }

    private static DataException varies(RawSequences read) {
        for (RawSequence sequence : read.sequences()) {
            int targets = sequence.everyStep() ? sequence.targets().length / sequence.steps() : 0;
            for (int step = 1; step < sequence.steps() && sequence.everyStep(); step++) {
                boolean other = !sequence.stepLabels().isEmpty()
                        && !sequence.stepLabels()
                                .get(step)
                                .equals(sequence.stepLabels().get(0));
                for (int i = 0; i < targets; i++) {
                    other |= Float.compare(sequence.targets()[step * targets + i], sequence.targets()[i]) != 0;
                }
                if (other) {
                    return DataException.at(
                            sequence.place().file(),
                            sequence.place().line(step),
                            "what is asked, " + read.targets() + ", changes within the sequence '" + sequence.name()
                                    + "'; an objective of the whole sequence needs one for all its steps");
                }
            }
        }
        throw new IllegalStateException("no label varies");
    }

    /** Returns the labels of a sequence as numbers to predict, [targets] or [steps x targets]. */
    static float[] numbers(RawSequence sequence, Objective objective) {
        float[] once = sequence.targets().length > 0 ? sequence.targets() : parsed(sequence);
        return objective.everyStep() && !sequence.everyStep() ? repeated(once, sequence.steps()) : once;
    }

    /** Returns the labels of a sequence as numbers of classes, [1] or [steps]. */
    static float[] classes(RawSequence sequence, Objective objective, ClassNames names) {
        String label = sequence.label();
        if (label != null) {
            float[] one = {names.number(label, sequence, 0)};
            return objective.everyStep() ? repeated(one, sequence.steps()) : one;
        }
        float[] classes = new float[sequence.steps()];
        for (int step = 0; step < classes.length; step++) {
            classes[step] = names.number(sequence.stepLabels().get(step), sequence, step);
        }
        return classes;
    }

    private static float[] parsed(RawSequence sequence) {
        float[] numbers = new float[ClassNames.texts(sequence).size()];
        int step = 0;
        for (String text : ClassNames.texts(sequence)) {
            try {
                numbers[step] = NUMBERS.parse(text);
            } catch (NumberFormatException notOne) {
                throw DataException.at(
                        sequence.place().file(),
                        sequence.place().line(step),
                        "the number to predict must be a number, " + notOne.getMessage());
            }
            step++;
        }
        return numbers;
    }

    private static float[] repeated(float[] once, int steps) {
        float[] all = new float[steps * once.length];
        for (int step = 0; step < steps; step++) {
            System.arraycopy(once, 0, all, step * once.length, once.length);
        }
        return all;
    }
}
