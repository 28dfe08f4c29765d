// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.result.internal.FlowStatistics;
import io.backflow.result.internal.GradientStatistics;
import io.backflow.store.internal.Checkpoints;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * What one run consists of while it trains.
 *
 * @param watchesFlow whether the flow through time is recorded
 */
record RunParts(
        MultiLayerNetwork network,
        TrainingLoop loop,
        RunRecords records,
        GradientStatistics statistics,
        FlowStatistics flows,
        boolean watchesFlow,
        BackwardInterventions interventions,
        Evaluations evaluations,
        Checkpoints checkpoints) {

    /** Has checkpoints hold what these parts remember, which at once get it back if the run goes on. */
    void addToCheckpoints() {
        checkpoints.add("loop", loop);
        checkpoints.add("records", records);
        checkpoints.add("statistics", statistics);
        checkpoints.add("flowStatistics", flows);
        checkpoints.add("interventions", interventions);
        checkpoints.add("evaluations", evaluations);
    }

    /** Returns whether all minibatches have been trained on, or training is to stop early. */
    boolean isOver() {
        return loop.done() >= loop.goal() || !evaluations.stop().isEmpty();
    }
}
