// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.data.SequenceData;
import io.backflow.model.internal.InDouble;
import io.backflow.result.internal.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The totals of a task whose targets are numbers. */
final class NumberTotals implements Totals {
    private final TaskLoss loss;
    private final NumberMoments moments;
    private final double tolerance;
    private long sequences;
    private long within;

    NumberTotals(SequenceData data) {
        this.loss = new TaskLoss(data.objective());
        this.moments = new NumberMoments(data.outputs());
        this.tolerance = data.errorTolerance().orElse(Double.NaN);
    }

    @Override
    public void add(INDArray labels, INDArray output, @Nullable INDArray mask) {
        loss.add(labels, output, mask);
        moments.add(new Places(labels, output, mask));
        if (!Double.isNaN(tolerance)) {
            INDArray squared = labels.sub(output);
            squared.muli(squared);
            sequences += squared.length();
            within += (long) InDouble.sum(squared.lte(tolerance));
        }
    }

    @Override
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(Metric.MEAN_SQUARED_ERROR.key(), loss.mean());
        loss.addTo(figures);
        moments.addTo(figures);
        if (sequences > 0) {
            figures.put("withinTolerance", shareRight());
        }
        return figures;
    }

    @Override
    public TaskLoss loss() {
        return loss;
    }

    @Override
    public double shareRight() {
        return (double) within / sequences;
    }
}
