// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.score;

import io.backflow.data.SequenceData;
import io.backflow.model.internal.InDouble;
import io.backflow.result.internal.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The totals of a task whose targets are numbers, or labels of steps. */
public final class NumberTotals implements Totals {
    private final TaskLoss loss;
    private final NumberMoments moments;
    private final double tolerance;
    private final @Nullable ForecastErrors forecasts;
    private final @Nullable FrameAccuracy frames;
    private long sequences;
    private long within;

    /** Starts at nothing, on data of these outputs. */
    public NumberTotals(SequenceData data) {
        this.loss = new TaskLoss(data.objective());
        this.forecasts = ForecastErrors.apply(data) ? new ForecastErrors(data) : null;
        this.frames = data.objective() == SequenceData.Objective.LABEL_STEPS ? new FrameAccuracy() : null;
        this.moments = new NumberMoments(data.outputs());
        this.tolerance = data.errorTolerance().orElse(Double.NaN);
    }

    @Override
    public void add(INDArray labels, INDArray output, @Nullable INDArray mask) {
        loss.add(labels, output, mask);
        if (forecasts != null) {
            forecasts.add(labels, output);
        }
        if (frames != null) {
            frames.add(labels, output, mask);
        }
        if (frames == null) {
            moments.add(new Places(labels, output, mask));
        }
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
        moments.addTo(figures);
        if (forecasts != null) {
            figures.remove("meanMse"); // it has other units; naive forecasts stand beside these
            forecasts.addTo(figures);
        } else if (frames != null) {
            figures.put(Metric.NATS_PER_STEP.key(), loss.mean());
            frames.addTo(figures);
        } else {
            figures.put(Metric.MEAN_SQUARED_ERROR.key(), loss.mean());
        }
        loss.addTo(figures);
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
