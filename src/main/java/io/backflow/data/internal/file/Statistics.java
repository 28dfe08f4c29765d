// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lengths, classes, missing values and constant features of what was read, in words. */
final class Statistics {

    private static final int SHOWN = 20;

    private Statistics() {}

    static String lengths(List<RawSequence> sequences) {
        int[] sorted = sequences.stream().mapToInt(RawSequence::steps).sorted().toArray();
        int last = sorted.length - 1;
        if (sorted[0] == sorted[last]) {
            return sorted[0] + (sorted[0] == 1 ? " step" : " steps");
        }
        double median = (sorted[last / 2] + (double) sorted[(last + 1) / 2]) / 2;
        return "min " + sorted[0] + ", median " + figure(median) + ", max " + sorted[last] + " steps";
    }

    static String features(RawSequences part) {
        List<String> names = part.features();
        boolean named = names.size() > 1 && !names.get(0).matches("\\d+|dimension 1");
        return names.size() + (named ? ": " + list(names) : "");
    }

    /** Features that have one value only. */
    static String constant(RawSequences part) {
        float[] first = new float[part.features().size()];
        boolean[] seen = new boolean[first.length];
        boolean[] varies = new boolean[first.length];
        for (RawSequence sequence : part.sequences()) {
            float[] values = sequence.values();
            for (int i = 0; i < values.length; i++) {
                int feature = i % first.length;
                if (!Float.isNaN(values[i])) {
                    varies[feature] |= seen[feature] && first[feature] != values[i];
                    first[feature] = values[i];
                    seen[feature] = true;
                }
            }
        }
        List<String> constant = new ArrayList<>();
        for (int feature = 0; feature < first.length; feature++) {
            if (!varies[feature]) {
                constant.add(part.features().get(feature)
                        + (seen[feature] ? " (" + figure(first[feature]) + ")" : " (empty)"));
            }
        }
        return constant.isEmpty() ? "no feature" : list(constant);
    }

    static String missing(List<RawSequence> sequences) {
        long values = 0;
        long affected = 0;
        String first = "";
        for (RawSequence sequence : sequences) {
            long count = MissingValues.count(sequence);
            values += count;
            affected += count > 0 ? 1 : 0;
            if (first.isEmpty() && count > 0) {
                first = firstMissing(sequence);
            }
        }
        return values == 0
                ? "none"
                : String.format(
                                Locale.ROOT,
                                "%,d in %,d %s",
                                values,
                                affected,
                                affected == 1 ? "sequence" : "sequences")
                        + ", first in " + first;
    }

    private static String firstMissing(RawSequence sequence) {
        int at = 0;
        while (!Float.isNaN(sequence.values()[at])) {
            at++;
        }
        int step = at / sequence.features();
        return "line " + sequence.place().line(step) + ", " + sequence.place().column(step, at % sequence.features());
    }

    /** Returns the classes with how often they occur, or the ranges of numbers to predict. */
    static Map<String, String> asked(RawSequences part) {
        return switch (part.asked()) {
            case NOTHING -> Map.of("classes", "none: no labels");
            case LABEL, STEP_LABELS -> labels(part);
            case TARGETS, STEP_TARGETS -> targets(part);
        };
    }

    private static Map<String, String> labels(RawSequences part) {
        try {
            if (!Asking.areClasses(part.sequences())) {
                return numbers(part);
            }
        } catch (DataException missing) {
            // counted below
        }
        Map<String, Integer> counts = new HashMap<>();
        for (RawSequence sequence : part.sequences()) {
            Collection<String> texts;
            try {
                texts = ClassNames.texts(sequence);
            } catch (DataException missing) {
                texts = sequence.label() == null ? sequence.stepLabels() : List.of("(missing)");
            }
            texts.forEach(label -> counts.merge(ClassNames.plain(label), 1, Integer::sum));
        }
        List<String> said = ClassNames.sorted(counts.keySet()).stream()
                .map(label -> label + " (" + String.format(Locale.ROOT, "%,d", counts.get(label)) + ")")
                .toList();
        boolean steps = part.asked() == RawSequences.Asked.STEP_LABELS;
        return Map.of(steps ? "labels of steps" : "labels", said.size() + ": " + list(said));
    }

    private static Map<String, String> numbers(RawSequences part) {
        DoubleSummaryStatistics range = part.sequences().stream()
                .flatMap(sequence -> ClassNames.texts(sequence).stream())
                .mapToDouble(label -> Double.parseDouble(ClassNames.plain(label)))
                .summaryStatistics();
        return Map.of(
                "to predict: " + part.targets().get(0),
                "from " + figure(range.getMin()) + " to " + figure(range.getMax()));
    }

    private static Map<String, String> targets(RawSequences part) {
        Map<String, String> lines = new LinkedHashMap<>();
        int count = part.targets().size();
        for (int target = 0; target < count; target++) {
            float min = Float.POSITIVE_INFINITY;
            float max = Float.NEGATIVE_INFINITY;
            for (RawSequence sequence : part.sequences()) {
                for (int i = target; i < sequence.targets().length; i += count) {
                    min = Math.min(min, Float.isNaN(sequence.targets()[i]) ? min : sequence.targets()[i]);
                    max = Math.max(max, Float.isNaN(sequence.targets()[i]) ? max : sequence.targets()[i]);
                }
            }
            lines.put("to predict: " + part.targets().get(target), "from " + figure(min) + " to " + figure(max));
        }
        return lines;
    }

    private static String list(List<String> texts) {
        return String.join(", ", texts.subList(0, Math.min(SHOWN, texts.size())))
                + (texts.size() > SHOWN ? " and " + (texts.size() - SHOWN) + " more" : "");
    }

    private static String figure(double value) {
        String text = Float.toString((float) value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
