// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.EvaluationConfig;
import io.backflow.data.SequenceData;
import io.backflow.store.internal.Resumable;
import io.backflow.store.internal.SavedValues;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Evaluates on the validation split at the intervals that a configuration asks for. */
public final class Evaluations implements Resumable {

    private static final String NEXT = "next";

    private final SequenceData data;
    private final EvaluationConfig config;
    private final RunRecords records;
    private final Cancellation cancellation;
    private long next;

    public Evaluations(SequenceData data, EvaluationConfig config, RunRecords records, Cancellation cancellation) {
        this.data = data;
        this.config = config;
        this.records = records;
        this.cancellation = cancellation;
        this.next = config.every();
    }

    /**
     * Evaluates if it is time; to be called between two minibatches.
     *
     * @return whether nothing is left to do; not so if it was asked to stop, and then this evaluation is still due
     */
    public boolean afterMiniBatch(MultiLayerNetwork network) {
        if (config.every() == 0 || network.getIterationCount() < next) {
            return true;
        }
        Findings found = new Evaluator(data)
                .evaluate(network, data.validation(config.batchSize()), cancellation)
                .beside(data.validationBaselines());
        if (!found.complete()) {
            return false;
        }
        next += config.every();
        records.evaluation(network, "validation", found);
        return true;
    }

    /** Evaluates on the test split. */
    public Findings atTheEnd(MultiLayerNetwork network) {
        Findings found = new Evaluator(data)
                .evaluate(network, data.test(config.batchSize()), cancellation)
                .beside(data.testBaselines());
        if (found.complete()) {
            records.evaluation(network, "test", found);
        }
        return found;
    }

    @Override
    public Map<String, double[]> state() {
        return Map.of(NEXT, new double[] {next});
    }

    @Override
    public void restore(Map<String, double[]> state) {
        next = SavedValues.count(state, NEXT);
    }
}
