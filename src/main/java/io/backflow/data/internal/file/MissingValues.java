// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.RawSequence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Fills or leaves out missing values, with means of the training part. */
final class MissingValues {

    private final Missing policy;
    private final List<String> features;
    private final double[] means;

    private MissingValues(Missing policy, List<String> features, double[] means) {
        this.policy = policy;
        this.features = features;
        this.means = means;
    }

    /** @param features names of the features, for messages */
    static MissingValues fit(Missing policy, List<String> features, List<RawSequence> training) {
        double[] sums = new double[features.size()];
        long[] counts = new long[features.size()];
        for (RawSequence sequence : training) {
            float[] values = sequence.values();
            for (int i = 0; i < values.length; i++) {
                if (!Float.isNaN(values[i])) {
                    sums[i % sums.length] += values[i];
                    counts[i % sums.length]++;
                }
            }
        }
        return new MissingValues(
                policy,
                features,
                IntStream.range(0, sums.length)
                        .mapToDouble(feature -> sums[feature] / counts[feature])
                        .toArray());
    }

    /** Returns one that was fitted before, by the means that it then had. */
    static MissingValues of(Missing policy, List<String> features, List<Double> means) {
        return new MissingValues(
                policy,
                features,
                means.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Returns the mean of each feature in the training part; NaN where it has no value there. */
    List<Double> means() {
        return Arrays.stream(means).boxed().toList();
    }

    /** Returns how many values a sequence lacks. */
    static long count(RawSequence sequence) {
        long missing = 0;
        for (float value : sequence.values()) {
            missing += Float.isNaN(value) ? 1 : 0;
        }
        return missing;
    }

    /**
     * Returns the sequence without missing values.
     *
     * @throws DataException at the first missing value if the policy is to fail, or has nothing to put there
     */
    RawSequence apply(RawSequence sequence) {
        boolean targetsMissing = hasNaN(sequence.targets());
        if (count(sequence) == 0 && !targetsMissing) {
            return sequence;
        }
        if (targetsMissing && !(policy == Missing.MASK_STEP && sequence.everyStep())) {
            int step = sequence.everyStep()
                    ? firstNaN(sequence.targets()) * sequence.steps() / sequence.targets().length
                    : 0;
            throw DataException.at(
                    sequence.place().file(),
                    sequence.place().line(step),
                    "a number to predict is missing"
                            + (sequence.everyStep() ? "; missing: mask-step leaves such steps out" : ""));
        }
        if (policy == Missing.FAIL) {
            throw failure(sequence);
        }
        return policy == Missing.MASK_STEP ? withoutSteps(sequence) : filled(sequence);
    }

    private static DataException failure(RawSequence sequence) {
        int first = firstNaN(sequence.values());
        int step = first / sequence.features();
        return DataException.at(
                sequence.place().file(),
                sequence.place().line(step),
                sequence.place().column(step, first % sequence.features())
                        + " has no value; `missing` says what is to be done: mask-step, carry-forward, interpolate or"
                        + " mean");
    }

    private RawSequence withoutSteps(RawSequence sequence) {
        int[] kept = IntStream.range(0, sequence.steps())
                .filter(step -> isComplete(sequence, step))
                .toArray();
        if (kept.length == 0) {
            throw DataException.at(
                    sequence.place().file(),
                    sequence.place().line(0),
                    "the sequence '" + sequence.name()
                            + "' lacks a value at every step, so that missing: mask-step leaves" + " nothing of it");
        }
        return sequence.select(kept);
    }

    private static boolean isComplete(RawSequence sequence, int step) {
        int features = sequence.features();
        if (hasNaN(sequence.values(), step * features, features)) {
            return false;
        }
        int targets = sequence.everyStep() ? sequence.targets().length / sequence.steps() : 0;
        return !hasNaN(sequence.targets(), step * targets, targets);
    }

    private RawSequence filled(RawSequence sequence) {
        int features = sequence.features();
        float[] values = sequence.values().clone();
        for (int feature = 0; feature < features; feature++) {
            switch (policy) {
                case CARRY_FORWARD -> carry(sequence, feature, values);
                case INTERPOLATE -> interpolate(sequence, feature, values);
                default -> {
                    for (int at = feature; at < values.length; at += features) {
                        values[at] = Float.isNaN(values[at]) ? mean(sequence, feature) : values[at];
                    }
                }
            }
        }
        return sequence.withValues(values);
    }

    private void carry(RawSequence sequence, int feature, float[] values) {
        float last = Float.NaN;
        for (int at = feature; at < values.length; at += sequence.features()) {
            if (!Float.isNaN(values[at])) {
                last = values[at];
            } else {
                values[at] = Float.isNaN(last) ? mean(sequence, feature) : last;
            }
        }
    }

    private void interpolate(RawSequence sequence, int feature, float[] values) {
        int features = sequence.features();
        int[] known = IntStream.range(0, sequence.steps())
                .filter(step -> !Float.isNaN(sequence.value(step, feature)))
                .toArray();
        for (int step = 0, after = 0; step < sequence.steps(); step++) {
            while (after < known.length && known[after] < step) {
                after++;
            }
            if (!Float.isNaN(values[step * features + feature])) {
                continue;
            }
            values[step * features + feature] = known.length == 0
                    ? mean(sequence, feature)
                    : between(
                            sequence,
                            feature,
                            step,
                            known[Math.max(0, after - 1)],
                            known[Math.min(after, known.length - 1)]);
        }
    }

    private static float between(RawSequence sequence, int feature, int step, int before, int after) {
        double from = sequence.value(before, feature);
        double to = sequence.value(after, feature);
        return before == after ? (float) from : (float) (from + (to - from) * (step - before) / (after - before));
    }

    private float mean(RawSequence sequence, int feature) {
        if (Double.isNaN(means[feature])) {
            throw DataException.in(
                    sequence.place().file(),
                    "'" + features.get(feature)
                            + "' has no value at all in the training part, so that there is no mean to"
                            + " take for a missing one; ignore leaves a column out");
        }
        return (float) means[feature];
    }

    private static int firstNaN(float[] values) {
        return IntStream.range(0, values.length)
                .filter(i -> Float.isNaN(values[i]))
                .findFirst()
                .orElse(-1);
    }

    private static boolean hasNaN(float[] values) {
        return hasNaN(values, 0, values.length);
    }

    private static boolean hasNaN(float[] values, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (Float.isNaN(values[i])) {
                return true;
            }
        }
        return false;
    }
}
