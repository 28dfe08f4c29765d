// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.JobConfig;
import io.backflow.gradient.GradientQuantity;
import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.setting.Rules;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a run records the flow through time. */
final class FlowWatch {

    private static final Logger log = LoggerFactory.getLogger(TrainingRun.class);

    private FlowWatch() {}

    /**
     * Leaves out flow that is recorded by default where it cannot be had; flow that is asked for is asked for.
     *
     * @throws io.backflow.setting.InvalidSettingException if quantities of layers are asked for and cannot be had
     */
    static boolean isWanted(JobConfig job, MultiLayerNetwork network) {
        if (measuresLayers(job)) {
            new Rules()
                    .require(
                            showsLayers(network),
                            "recording.measure",
                            "must have no quantity of layers where no recurrent layer is installed, for the reason that"
                                    + " the log has",
                            "one in " + job.name())
                    .enforce();
            return true;
        }
        if (!job.settings().flowOrDefault().records() || job.settings().flow() != null) {
            return job.settings().flowOrDefault().records();
        }
        boolean possible = showsLayers(network);
        if (!possible) {
            log.info("{}: no flow through time is recorded, since no recurrent layer is installed", job.name());
        }
        return possible;
    }

    private static boolean measuresLayers(JobConfig job) {
        return job.settings().recording().quantities().stream()
                .anyMatch(quantity -> !(quantity instanceof GradientQuantity));
    }

    private static boolean showsLayers(MultiLayerNetwork network) {
        BackwardObserver probe = pass -> {};
        boolean shows = RecurrentLayers.addObserver(network, probe) > 0;
        RecurrentLayers.removeObserver(network, probe);
        return shows;
    }
}
