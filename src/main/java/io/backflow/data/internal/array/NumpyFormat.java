// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.array;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.RawSequences.Asked;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * NumPy's arrays: values [sequence, time, feature] or [sequence, time], NaN being missing; labels [sequence], or of
 * every step [sequence, time], of whole numbers or texts for classes and of floats for numbers to predict; numbers also
 * [sequence, target] and [sequence, time, target].
 */
public final class NumpyFormat implements SequenceFormat {

    @Override
    public String name() {
        return "numpy";
    }

    @Override
    public String description() {
        return "NumPy's .npy or .npz, an array [sequence, time, feature]";
    }

    @Override
    public Optional<String> recognises(Look look) {
        byte[] head = look.head();
        if (NpyHeader.begins(head)) {
            return Optional.of("it begins as NumPy's arrays do");
        }
        boolean zip = head.length > 2 && head[0] == 'P' && head[1] == 'K';
        return zip && look.endsWith(".npz")
                ? Optional.of("it is an archive and its name ends with .npz")
                : Optional.empty();
    }

    @Override
    public RawSequences read(Path file, ReadSettings settings) {
        NumpyArrays arrays = NumpyArrays.read(file);
        NpyArray values = arrays.values();
        List<Integer> shape = values.shape();
        if (values.header().isText()
                || shape.size() < 2
                || shape.size() > 3
                || values.header().size() == 0) {
            throw new DataException(
                    values.place() + ": must be numbers [sequence, time, feature] or [sequence, time], got"
                            + " the shape " + shape + (values.header().isText() ? " of texts" : ""));
        }
        int features = shape.size() == 3 ? shape.get(2) : 1;
        Labels labels = new Labels(arrays.labels(), shape.get(0), shape.get(1));
        int[] lengths = lengths(arrays.lengths(), shape.get(0), shape.get(1));
        List<RawSequence> sequences = new ArrayList<>();
        for (int sequence = 0; sequence < shape.get(0); sequence++) {
            int from = sequence * shape.get(1) * features;
            float[] its = Arrays.copyOfRange(values.numbers(), from, from + lengths[sequence] * features);
            RawSequence raw = RawSequence.of("sequence " + sequence, new Place(file, sequence), features, its);
            sequences.add(labels.label(raw, sequence, lengths[sequence]));
        }
        return new RawSequences(
                file,
                notes(arrays),
                IntStream.range(0, features).mapToObj(i -> "feature " + i).toList(),
                labels.asked(),
                labels.names(),
                List.of(),
                sequences,
                Map.of());
    }

    private static Map<String, String> notes(NumpyArrays arrays) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put(
                "values",
                arrays.values().shape() + " of " + arrays.values().header().kind()
                        + arrays.values().header().width());
        NpyArray labels = arrays.labels();
        notes.put("labels", labels == null ? "none" : labels.shape() + " in " + labels.place());
        if (arrays.lengths() != null) {
            notes.put("lengths", "from " + arrays.lengths().place());
        }
        return notes;
    }

    private static int[] lengths(@Nullable NpyArray array, int sequences, int steps) {
        int[] lengths = new int[sequences];
        if (array == null) {
            Arrays.fill(lengths, steps);
            return lengths;
        }
        if (!array.shape().equals(List.of(sequences)) || !array.header().isWhole()) {
            throw new DataException(
                    array.place() + ": must be " + sequences + " whole numbers, got the shape " + array.shape());
        }
        for (int sequence = 0; sequence < sequences; sequence++) {
            lengths[sequence] = (int) array.numbers()[sequence];
            if (lengths[sequence] < 1 || lengths[sequence] > steps) {
                throw new DataException(array.place() + ": the length of sequence " + sequence
                        + " must be between 1 and " + steps + ", got " + lengths[sequence]);
            }
        }
        return lengths;
    }

    /** What the sequences are labelled with. */
    private record Labels(@Nullable NpyArray array, int sequences, int steps) {

        Labels {
            if (array != null && (array.shape().isEmpty() || array.shape().get(0) != sequences)) {
                throw new DataException(array.place() + ": must have a label for each of the " + sequences
                        + " sequences, got the shape " + array.shape());
            }
            if (array != null && array.shape().size() == 3 && array.shape().get(1) != steps) {
                throw new DataException(array.place() + ": must have numbers for each of the " + steps
                        + " steps, got the shape " + array.shape());
            }
            if (array != null && array.shape().size() > 3) {
                throw new DataException(array.place() + ": must have at most three dimensions, got " + array.shape());
            }
        }

        Asked asked() {
            if (array == null) {
                return Asked.NOTHING;
            }
            boolean classes = array.header().isWhole() || array.header().isText();
            int dimensions = array.shape().size();
            if (dimensions == 1 || (dimensions == 2 && array.shape().get(1) == 1)) {
                return classes ? Asked.LABEL : Asked.TARGETS;
            }
            if (dimensions == 2 && array.shape().get(1) == steps) {
                return classes ? Asked.STEP_LABELS : Asked.STEP_TARGETS;
            }
            if (array.header().isText()) {
                throw new DataException(array.place()
                        + ": must be a text for each sequence or each step, got the shape " + array.shape());
            }
            return dimensions == 2 ? Asked.TARGETS : Asked.STEP_TARGETS;
        }

        List<String> names() {
            Asked asked = asked();
            if (array == null) {
                return List.of();
            }
            if (asked == Asked.LABEL || asked == Asked.STEP_LABELS) {
                return List.of("label");
            }
            return IntStream.range(0, perPlace()).mapToObj(i -> "target " + i).toList();
        }

        private int perPlace() {
            if (array == null) {
                return 0;
            }
            List<Integer> shape = array.shape();
            return switch (asked()) {
                case TARGETS -> shape.size() == 1 ? 1 : shape.get(1);
                case STEP_TARGETS -> shape.size() == 2 ? 1 : shape.get(2);
                default -> 0;
            };
        }

        RawSequence label(RawSequence raw, int sequence, int length) {
            if (array == null) {
                return raw;
            }
            NpyArray labels = array;
            int count = perPlace();
            return switch (asked()) {
                case NOTHING -> raw;
                case LABEL -> raw.withLabel(labels.text(sequence));
                case STEP_LABELS -> raw.withStepLabels(new StepTexts(labels, sequence * steps, length));
                case TARGETS -> raw.withTargets(numbers(labels, sequence * count, count, sequence), false);
                case STEP_TARGETS ->
                    raw.withTargets(numbers(labels, sequence * steps * count, length * count, sequence), true);
            };
        }

        private static float[] numbers(NpyArray labels, int from, int count, int sequence) {
            float[] numbers = Arrays.copyOfRange(labels.numbers(), from, from + count);
            for (float number : numbers) {
                if (Float.isNaN(number)) {
                    throw new DataException(labels.place() + ": sequence " + sequence + " has NaN to predict");
                }
            }
            return numbers;
        }
    }

    /** The labels of the steps of one sequence. */
    private static final class StepTexts extends AbstractList<String> {

        private final NpyArray labels;
        private final int from;
        private final int length;

        StepTexts(NpyArray labels, int from, int length) {
            this.labels = labels;
            this.from = from;
            this.length = length;
        }

        @Override
        public String get(int step) {
            return labels.text(from + step);
        }

        @Override
        public int size() {
            return length;
        }
    }

    /** Arrays have no lines. */
    private record Place(Path file, int sequence) implements RawSequence.Place {

        @Override
        public long line(int step) {
            return 0;
        }

        @Override
        public String column(int step, int feature) {
            return "element [" + sequence + ", " + step + ", " + feature + "]";
        }
    }
}
