// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.EvaluationConfig;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.sequence.Growth;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.fair.ValidatedOnly;
import io.backflow.run.internal.selection.BestSoFar;
import io.backflow.store.internal.Resumable;
import io.backflow.store.internal.SavedValues;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluates on the validation split at the intervals that a configuration asks for. */
public final class Evaluations implements Resumable {

    private static final Logger log = LoggerFactory.getLogger(Evaluations.class);

    private static final String LOSS = "loss";
    private static final String NEXT = "next";
    private static final String NEXT_GROWTH = "nextGrowth";
    private static final String LEVEL = "level";

    private final SequenceData data;
    private final EvaluationConfig config;
    private final RunRecords records;
    private final Cancellation cancellation;
    private final @Nullable Growth growth;
    private final @Nullable BestSoFar best;
    private long next;
    private long nextGrowth;

    /** @param growth how far the curriculum of the training data has come; null if none grows on success */
    public Evaluations(
            SequenceData data,
            EvaluationConfig config,
            RunRecords records,
            Cancellation cancellation,
            @Nullable Growth growth) {
        this.data = data;
        this.config = config;
        this.records = records;
        this.cancellation = cancellation;
        this.growth = growth;
        this.best = config.watches() ? new BestSoFar(config, higherIsBetter()) : null;
        this.next = config.every();
        this.nextGrowth = growth == null ? 0 : growth.every();
    }

    /**
     * Evaluates, and has a curriculum grow, if it is time; to be called between two minibatches.
     *
     * @return whether nothing is left to do; not so if it was asked to stop, and then this evaluation is still due
     */
    public boolean afterMiniBatch(MultiLayerNetwork network) {
        return growIfSolved(network) && validate(network);
    }

    private boolean growIfSolved(MultiLayerNetwork network) {
        if (growth == null || !growth.grows() || network.getIterationCount() < nextGrowth) {
            return true;
        }
        Findings found = new Evaluator(data).evaluate(network, growth.fresh(), cancellation);
        if (!found.complete()) {
            return false;
        }
        nextGrowth += growth.every();
        if (Double.valueOf(1.0).equals(found.figures().get(RunSummary.SUCCESS))) {
            growth.level(growth.level() + 1);
            log.debug("update {}: the curriculum grows to level {}", network.getIterationCount(), growth.level());
        }
        return true;
    }

    private boolean validate(MultiLayerNetwork network) {
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
        if (best != null) {
            best.add(network, found.figures().getOrDefault(watched(), Double.NaN));
        }
        return true;
    }

    private String watched() {
        return config.monitor() == EvaluationConfig.Monitor.METRIC
                ? Evaluator.metricOf(data).key()
                : LOSS;
    }

    private boolean higherIsBetter() {
        return config.monitor() == EvaluationConfig.Monitor.METRIC
                && Evaluator.metricOf(data).higherIsBetter();
    }

    /** Returns the best evaluation so far; null if none is remembered. */
    @Nullable
    BestSoFar best() {
        return best;
    }

    /** Returns why training is to stop early; empty if it is not. */
    String stop() {
        return best == null ? "" : best.stop();
    }

    /** Evaluates on the test split; a run of a search on that for validation. */
    public Findings atTheEnd(MultiLayerNetwork network) {
        Findings found = new Evaluator(data)
                .evaluate(network, data.test(config.batchSize()), cancellation)
                .beside(data.testBaselines());
        if (found.complete()) {
            records.evaluation(network, data instanceof ValidatedOnly ? "validation" : "test", found);
        }
        return found;
    }

    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        state.put(NEXT, new double[] {next});
        if (growth != null) {
            state.put(NEXT_GROWTH, new double[] {nextGrowth});
            state.put(LEVEL, new double[] {growth.level()});
        }
        if (best != null) {
            state.putAll(best.state());
        }
        return state;
    }

    @Override
    public void restore(Map<String, double[]> state) {
        next = SavedValues.count(state, NEXT);
        if (growth != null) {
            nextGrowth = SavedValues.count(state, NEXT_GROWTH);
            growth.level(Math.toIntExact(SavedValues.count(state, LEVEL)));
        }
        if (best != null) {
            best.restore(state);
        }
    }
}
