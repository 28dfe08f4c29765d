// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.predict;

import io.backflow.data.SequenceData.Objective;
import io.backflow.data.internal.prepared.NewData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a network answers to new data, as a table: a row for each sequence, or for each of its steps.
 *
 * <p>A network that answers every step is asked for the last step of a sequence where there is one row a sequence.
 */
public final class Predictions {

    private final TrainedNetwork trained;
    private final NewData data;
    private final Objective objective;
    private final List<String> labels;
    private final boolean everyStep;

    /** @param everyStep whether there is a row for each step, which only a network has that answers every step */
    public Predictions(TrainedNetwork trained, NewData data, boolean everyStep) {
        this.trained = trained;
        this.data = data;
        this.objective = trained.preparation().shape().objective();
        this.labels = trained.preparation().labels();
        this.everyStep = everyStep;
        if (everyStep && !objective.everyStep()) {
            throw new IllegalArgumentException("the network answers once a sequence");
        }
    }

    /** Returns the names of the columns. */
    public List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(data.nameColumn()));
        if (everyStep) {
            columns.add("step");
        }
        if (objective.classifies()) {
            columns.add("predicted");
            if (data.isLabelled()) {
                columns.add("actual");
            }
            labels.forEach(label -> columns.add("probability." + label));
            return columns;
        }
        String answer = objective == Objective.LABEL_STEPS ? "probability." : "predicted.";
        labels.forEach(label -> columns.add(answer + label));
        if (data.isLabelled()) {
            labels.forEach(label -> columns.add("actual." + label));
        }
        return columns;
    }

    /** Hands over the rows: texts, numbers, and null where a value is not known. */
    public void forEach(Consumer<List<@Nullable Object>> rows) {
        new Predictor(trained, data).forEach(answer -> {
            int last = answer.steps() - 1;
            for (int step = everyStep ? 0 : last; step <= last; step++) {
                rows.accept(row(answer, step));
            }
        });
    }

    private List<@Nullable Object> row(Answer answer, int step) {
        int example = answer.example();
        int place = objective.everyStep() ? step : data.length(example) - 1;
        List<@Nullable Object> row = new ArrayList<>();
        row.add(data.name(example));
        if (everyStep) {
            row.add(data.step(example, step));
        }
        if (objective.classifies()) {
            row.add(labels.get(answer.largest(step)));
            if (data.isLabelled()) {
                String actual = data.actual(example, place).get(0);
                row.add(actual.isEmpty() ? null : actual);
            }
        }
        for (int output = 0; output < labels.size(); output++) {
            row.add(value(answer, step, output));
        }
        if (!objective.classifies() && data.isLabelled()) {
            data.actual(example, place).forEach(text -> row.add(text.isEmpty() ? null : (Object) number(text)));
        }
        return row;
    }

    /** A float that no scale is undone of keeps its own digits. */
    private Object value(Answer answer, int step, int output) {
        float given = answer.output(step, output);
        double unscaled = data.unscaled(output, given);
        return unscaled == given ? (Object) given : (Object) unscaled;
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }
}
