// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.data.SequenceData;
import io.backflow.result.internal.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The totals of a task that classifies sequences or their steps. */
final class ClassTotals implements Totals {
    private final boolean everyStep;
    private final RecallCount recall;
    private final Evaluation counts = new Evaluation();
    private final TaskLoss loss;
    private final ClassCounts classes;
    private final List<String> labels;

    ClassTotals(SequenceData data) {
        this.everyStep = data.objective().everyStep();
        this.recall = new RecallCount(data.recalledSteps());
        this.loss = new TaskLoss(data.objective());
        this.classes = new ClassCounts(data.outputs());
        this.labels = data.labels();
    }

    @Override
    public void add(INDArray labels, INDArray output, @Nullable INDArray mask) {
        recall.add(labels, output);
        counts.eval(labels, output, mask);
        loss.add(labels, output, mask);
        classes.add(new Places(labels, output, mask));
    }

    @Override
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(Metric.ACCURACY.key(), counts.accuracy());
        loss.addTo(figures);
        recall.addTo(figures);
        classes.addTo(figures);
        return figures;
    }

    @Override
    public TaskLoss loss() {
        return loss;
    }

    @Override
    public Optional<Confusion> confusion() {
        return classes.confusion(labels);
    }

    @Override
    public double shareRight() {
        return everyStep ? recall.sequencesRight() : counts.accuracy();
    }
}
