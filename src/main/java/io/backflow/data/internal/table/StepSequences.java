// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.RawSequences.Asked;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/** Makes sequences of what was gathered of tables of time steps. */
final class StepSequences {

    private final Roles roles;
    private final List<String> words;
    private final List<RawSequence> sequences = new ArrayList<>();
    private final List<Growing> from = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();

    /** @param words what the numbers of labels stand for */
    StepSequences(Roles roles, List<String> words) {
        this.roles = roles;
        this.words = words;
    }

    void addAll(Path file, List<Growing> gathered) {
        for (Growing sequence : gathered) {
            from.add(sequence);
            files.add(file);
        }
    }

    /**
     * Returns all that was added.
     *
     * @param source the file or folder that it was read from
     * @param said what a task has to say for the source to be read so again
     */
    RawSequences read(Path source, Map<String, String> notes, Map<String, Object> said) {
        return new RawSequences(
                source,
                notes,
                roles.featureNames(),
                asked(),
                roles.names(roles.label >= 0 ? List.of(roles.label) : roles.targets),
                List.of(),
                sequences(),
                said);
    }

    /** Returns what the sequences are labelled with: one of a sequence where none of them varies. */
    private Asked asked() {
        if (roles.label >= 0) {
            return from.stream().allMatch(sequence -> isConstant(sequence.labels)) ? Asked.LABEL : Asked.STEP_LABELS;
        }
        if (roles.targets.isEmpty()) {
            return Asked.NOTHING;
        }
        return from.stream().allMatch(this::hasConstantTargets) ? Asked.TARGETS : Asked.STEP_TARGETS;
    }

    private List<RawSequence> sequences() {
        Asked asked = asked();
        for (int i = 0; i < from.size(); i++) {
            Growing grown = from.get(i);
            RawSequence plain = RawSequence.of(
                    grown.name, new StepPlace(files.get(i), grown, roles), roles.features.size(), grown.values);
            sequences.add(labelled(plain, grown, asked));
        }
        return sequences;
    }

    private RawSequence labelled(RawSequence plain, Growing grown, Asked asked) {
        int count = roles.targets.size();
        return switch (asked) {
            case NOTHING -> plain;
            case LABEL -> plain.withLabel(words.get(grown.labels[0]));
            case STEP_LABELS ->
                plain.withStepLabels(
                        isConstant(grown.labels)
                                ? Collections.nCopies(grown.steps, words.get(grown.labels[0]))
                                : new Coded(grown.labels, words));
            case TARGETS -> plain.withTargets(Arrays.copyOf(grown.targets, count), false);
            case STEP_TARGETS -> plain.withTargets(grown.targets, true);
        };
    }

    private static boolean isConstant(int[] labels) {
        for (int label : labels) {
            if (label != labels[0]) {
                return false;
            }
        }
        return true;
    }

    private boolean hasConstantTargets(Growing sequence) {
        int count = roles.targets.size();
        for (int i = count; i < sequence.targets.length; i++) {
            if (Float.compare(sequence.targets[i], sequence.targets[i % count]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Texts by their numbers. */
    private static final class Coded extends AbstractList<String> implements RandomAccess {

        private final int[] codes;
        private final List<String> words;

        Coded(int[] codes, List<String> words) {
            this.codes = codes;
            this.words = words;
        }

        @Override
        public String get(int index) {
            return words.get(codes[index]);
        }

        @Override
        public int size() {
            return codes.length;
        }
    }

    private static final class StepPlace implements RawSequence.Place {

        private final Path file;
        private final long firstLine;
        private final long[] lines;
        private final Roles roles;

        StepPlace(Path file, Growing grown, Roles roles) {
            this.file = file;
            this.firstLine = grown.firstLine;
            this.lines = grown.lines == null ? new long[0] : grown.lines;
            this.roles = roles;
        }

        @Override
        public Path file() {
            return file;
        }

        @Override
        public long line(int step) {
            return lines.length == 0 ? firstLine + step : lines[step];
        }

        @Override
        public String column(int step, int feature) {
            return roles.columns.word(roles.features.get(feature));
        }
    }
}
