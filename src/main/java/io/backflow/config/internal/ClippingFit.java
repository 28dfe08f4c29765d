// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingConfig.Blocks;
import io.backflow.clipping.ClippingConfig.Misfit;
import io.backflow.clipping.ClippingConfig.Requirement;
import io.backflow.clipping.ClippingConfig.SecondMomentKept;
import io.backflow.config.CellConfig;
import io.backflow.setting.Rules;
import java.util.List;

/** What a clipping policy needs of the network and of its updater. */
final class ClippingFit {

    private ClippingFit() {}

    /**
     * Adds the rules that a policy, under that path, breaks in the networks of such cells: the blocks that it names
     * must be in each network, and in no two groups.
     */
    static void checkGroups(ClippingConfig policy, String path, List<CellConfig> cells, Rules rules) {
        for (Requirement requirement : policy.requirements()) {
            if (requirement instanceof Blocks blocks) {
                checkBlocks(blocks, path, cells, rules);
            }
        }
    }

    private static void checkBlocks(Blocks blocks, String path, List<CellConfig> cells, Rules rules) {
        for (CellConfig cell : cells) {
            List<Misfit> misfits = blocks.misfits(NetworkPaths.leaves(cell));
            for (Misfit misfit : misfits) {
                rules.require(
                        false,
                        path + "." + misfit.pattern().setting(),
                        misfit.rule() + " in a network of " + Labels.cell(cell),
                        "'" + misfit.pattern().match() + "'");
            }
            if (!misfits.isEmpty()) {
                return; // other cells have much the same to say
            }
        }
    }

    /** Adds the rule that a policy, under that path, or one of its groups' breaks with one of these updaters. */
    static void checkUpdaters(ClippingConfig policy, String path, List<TrainingConfig> trainings, Rules rules) {
        for (Requirement requirement : policy.requirements()) {
            if (requirement instanceof SecondMomentKept moment) {
                checkMoment(moment, path, trainings, rules);
            }
        }
    }

    private static void checkMoment(SecondMomentKept moment, String path, List<TrainingConfig> trainings, Rules rules) {
        trainings.stream()
                .map(TrainingConfig::updater)
                .filter(updater -> !moment.isMetBy(updater.newUpdater()))
                .findFirst()
                .ifPresent(updater -> rules.require(
                        false,
                        path + "." + moment.setting(),
                        moment.rule(),
                        "'" + moment.policy() + "' with updater '" + Labels.type(updater) + "'"));
    }
}
