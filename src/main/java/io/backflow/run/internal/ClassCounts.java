// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which classes were answered for which.
 *
 * <p>{@code macroF1} is the mean of {@code 2 right / (true + answered)} over the classes that are true or answered
 * anywhere, {@code balancedAccuracy} the mean of {@code right / true} over those that are true anywhere, and
 * {@code majorityAccuracy} what always answering the split's most frequent class would score.
 */
final class ClassCounts {

    /** With more classes the matrix would take more memory than anybody reads. */
    static final int MOST_IN_MATRIX = 200;

    private final double[] right;
    private final double[] actual;
    private final double[] answered;
    private final double[][] matrix;

    ClassCounts(int classes) {
        right = new double[classes];
        actual = new double[classes];
        answered = new double[classes];
        matrix = classes <= MOST_IN_MATRIX ? new double[classes][classes] : new double[0][0];
    }

    void add(Places places) {
        for (int place = 0; place < places.count(); place++) {
            double weight = places.weight(place);
            if (weight > 0) {
                add(places.trueClass(place), places.answer(place), weight);
            }
        }
    }

    private void add(int truth, int answer, double weight) {
        actual[truth] += weight;
        answered[answer] += weight;
        right[truth] += truth == answer ? weight : 0;
        if (matrix.length > 0) {
            matrix[truth][answer] += weight;
        }
    }

    void addTo(Map<String, Double> figures) {
        double all = Arrays.stream(actual).sum();
        double f1 = 0;
        double recall = 0;
        int seen = 0;
        int occurring = 0;
        for (int i = 0; i < actual.length; i++) {
            if (actual[i] + answered[i] > 0) {
                f1 += 2 * right[i] / (actual[i] + answered[i]);
                seen++;
            }
            if (actual[i] > 0) {
                recall += right[i] / actual[i];
                occurring++;
            }
        }
        if (all > 0) {
            figures.put("macroF1", f1 / seen);
            figures.put("balancedAccuracy", recall / occurring);
            figures.put("majorityAccuracy", Arrays.stream(actual).max().orElse(0) / all);
        }
    }

    /** Returns the matrix with the names of its classes; empty with too many classes. */
    Optional<Confusion> confusion(List<String> labels) {
        return matrix.length == 0 ? Optional.empty() : Optional.of(new Confusion(labels, matrix));
    }
}
