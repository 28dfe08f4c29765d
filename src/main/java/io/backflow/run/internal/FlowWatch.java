// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.JobConfig;
import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.RecurrentLayers;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a run records the flow through time. */
final class FlowWatch {

    private static final Logger log = LoggerFactory.getLogger(TrainingRun.class);

    private FlowWatch() {}

    /** Leaves out flow that is recorded by default where it cannot be had; flow that is asked for is asked for. */
    static boolean isWanted(JobConfig job, MultiLayerNetwork network) {
        if (!job.flowOrDefault().records() || job.flow() != null) {
            return job.flowOrDefault().records();
        }
        BackwardObserver probe = pass -> {};
        boolean possible = RecurrentLayers.addObserver(network, probe) > 0;
        RecurrentLayers.removeObserver(network, probe);
        if (!possible) {
            log.info("{}: no flow through time is recorded, since no recurrent layer is installed", job.name());
        }
        return possible;
    }
}
