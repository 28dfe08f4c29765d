// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.JobConfig;
import io.backflow.flow.FlowConfig;
import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.setting.Rules;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a run records the flow through time. */
final class FlowWatch {

    private static final Logger log = LoggerFactory.getLogger(TrainingRun.class);

    private static final String WITHOUT_LAYERS =
            "where no recurrent layer is installed, for the reason that the log has";

    private FlowWatch() {}

    /**
     * Leaves out flow as it is recorded by default where it cannot be had; flow that is asked for is asked for.
     *
     * @throws io.backflow.setting.InvalidSettingException if flow or quantities of layers are asked for and cannot be
     *     had
     */
    static boolean isWanted(JobConfig job, MultiLayerNetwork network) {
        FlowConfig flow = job.settings().flowOrDefault();
        boolean measuresLayers = !job.settings().recording().ofLayers().isEmpty();
        if (showsLayers(network)) {
            return flow.records() || measuresLayers;
        }
        new Rules()
                .require(
                        !flow.records() || flow.equals(FlowConfig.DEFAULT), // a file's default is filled in by now
                        "flow",
                        "must be left out or have every: 0 " + WITHOUT_LAYERS,
                        "one with every = " + flow.every() + " in " + job.name())
                .require(
                        !measuresLayers,
                        "recording.measure",
                        "must have no quantity of layers " + WITHOUT_LAYERS,
                        "one in " + job.name())
                .enforce();
        if (flow.records()) {
            log.info("{}: no flow through time is recorded, since no recurrent layer is installed", job.name());
        }
        return false;
    }

    private static boolean showsLayers(MultiLayerNetwork network) {
        BackwardObserver probe = pass -> {};
        boolean shows = RecurrentLayers.addObserver(network, probe) > 0;
        RecurrentLayers.removeObserver(network, probe);
        return shows;
    }
}
