// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.raw;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One sequence as its file has it; a missing value is NaN. */
public final class RawSequence {

    private final String name;
    private final Place place;
    private final int features;
    private final float[] values;
    private final @Nullable String label;
    private final List<String> stepLabels;
    private final float[] targets;
    private final boolean everyStep;

    private RawSequence(
            String name,
            Place place,
            int features,
            float[] values,
            @Nullable String label,
            List<String> stepLabels,
            float[] targets,
            boolean everyStep) {
        if (values.length == 0 || values.length % features != 0) {
            throw new IllegalArgumentException(values.length + " values are no steps of " + features + " features");
        }
        this.name = name;
        this.place = place;
        this.features = features;
        this.values = values;
        this.label = label;
        this.stepLabels = stepLabels;
        this.targets = targets;
        this.everyStep = everyStep;
    }

    /**
     * Returns a sequence without labels; the arrays of this and the following methods are not copied.
     *
     * @param name what no other sequence of its file is called: its id, else its line
     * @param place where its values are
     * @param values [steps x features], step by step, of at least one step
     */
    public static RawSequence of(String name, Place place, int features, float[] values) {
        return new RawSequence(name, place, features, values, null, List.of(), new float[0], false);
    }

    /** Returns the same sequence with one class for all of it. */
    public RawSequence withLabel(String text) {
        return new RawSequence(name, place, features, values, text, List.of(), targets, false);
    }

    /** Returns the same sequence with a class for every step; the list is not copied, so that it may be compact. */
    public RawSequence withStepLabels(List<String> texts) {
        return new RawSequence(name, place, features, values, null, texts, targets, true);
    }

    /** Returns the same sequence with numbers to predict, [targets] or [steps x targets]. */
    public RawSequence withTargets(float[] numbers, boolean ofEveryStep) {
        return new RawSequence(name, place, features, values, label, stepLabels, numbers, ofEveryStep);
    }

    /** Returns the same sequence with other values of the same size; the array is not copied. */
    public RawSequence withValues(float[] others) {
        return new RawSequence(name, place, features, others, label, stepLabels, targets, everyStep);
    }

    /** Returns some of the steps, in the order of their numbers, of which there is at least one. */
    public RawSequence select(int[] kept) {
        int asked = everyStep && targets.length > 0 ? targets.length / steps() : 0;
        float[] values = new float[kept.length * features];
        float[] numbers = asked == 0 ? targets : new float[kept.length * asked];
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < kept.length; i++) {
            System.arraycopy(this.values, kept[i] * features, values, i * features, features);
            if (asked > 0) {
                System.arraycopy(targets, kept[i] * asked, numbers, i * asked, asked);
            }
            if (!stepLabels.isEmpty()) {
                texts.add(stepLabels.get(kept[i]));
            }
        }
        Place place = new SomeSteps(this.place, kept);
        return new RawSequence(name, place, features, values, label, texts, numbers, everyStep);
    }

    private static final class SomeSteps implements Place {

        private final Place all;
        private final int[] kept;

        SomeSteps(Place all, int[] kept) {
            this.all = all;
            this.kept = kept;
        }

        @Override
        public Path file() {
            return all.file();
        }

        @Override
        public long line(int step) {
            return all.line(kept[step]);
        }

        @Override
        public String column(int step, int feature) {
            return all.column(kept[step], feature);
        }
    }

    /** Returns what no other sequence of its file is called. */
    public String name() {
        return name;
    }

    /** Returns where its values are. */
    public Place place() {
        return place;
    }

    /** Returns its name and where it begins: {@code sequence 17 of train.csv, line 301}. */
    public String inWords() {
        String file = String.valueOf(place.file().getFileName());
        long line = place.line(0);
        if (name.equals(Long.toString(line))) {
            return file + ", line " + line;
        }
        String called = name.indexOf(' ') > 0 ? name : "sequence " + name; // image 4, piece 2
        return called + " of " + file + (line > 0 ? ", line " + line : "");
    }

    /** Returns the number of time steps, at least 1. */
    public int steps() {
        return values.length / features;
    }

    /** Returns the number of features at a step. */
    public int features() {
        return features;
    }

    /** Returns one value, NaN if it is missing. */
    public float value(int step, int feature) {
        return values[step * features + feature];
    }

    /** Returns the values, [steps x features], step by step; not a copy. */
    public float[] values() {
        return values;
    }

    /** Returns the class of the whole sequence; null if it has none. */
    public @Nullable String label() {
        return label;
    }

    /** Returns the class of every step; empty if it has none. */
    public List<String> stepLabels() {
        return stepLabels;
    }

    /** Returns the numbers to predict, [targets] or [steps x targets]; not a copy. */
    public float[] targets() {
        return targets;
    }

    /** Whether labels or targets are of every step. */
    public boolean everyStep() {
        return everyStep;
    }

    /** Where the values of a sequence are in its file. */
    public interface Place {

        /** Returns the file or folder. */
        Path file();

        /** Returns the line of a step, counted from 1; 0 where a file has no lines. */
        long line(int step);

        /** Returns the words for the column of a value: {@code column 'x'}. */
        String column(int step, int feature);
    }
}
