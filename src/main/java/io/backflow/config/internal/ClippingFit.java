package io.backflow.config.internal;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.GroupClipping;
import io.backflow.clipping.GroupClipping.Misfit;
import io.backflow.clipping.SpikeClipping;
import io.backflow.config.CellConfig;
import io.backflow.setting.Rules;
import java.util.List;

/** What a clipping policy needs of the network and of its updater. */
final class ClippingFit {

    private ClippingFit() {}

    /**
     * Adds the rules that groups, under that path, break in the networks of such cells: each group must have blocks in each
     * network, and share none with another.
     */
    static void checkGroups(ClippingConfig policy, String path, List<CellConfig> cells, Rules rules) {
        if (!(policy instanceof GroupClipping groups)) {
            return;
        }
        for (CellConfig cell : cells) {
            List<Misfit> misfits = groups.misfits(NetworkPaths.leaves(cell));
            for (Misfit misfit : misfits) {
                rules.require(
                        false,
                        path + ".groups[" + misfit.group() + "].match",
                        misfit.rule() + " in a network of " + Labels.cell(cell),
                        "'" + groups.groups().get(misfit.group()).match() + "'");
            }
            if (!misfits.isEmpty()) {
                return; // other cells have much the same to say
            }
        }
    }

    /** Adds the rule that a policy, under that path, or one of its groups' breaks with one of these updaters. */
    static void checkUpdaters(ClippingConfig policy, String path, List<TrainingConfig> trainings, Rules rules) {
        if (policy instanceof GroupClipping groups) {
            for (int i = 0; i < groups.groups().size(); i++) {
                ClippingConfig own = groups.groups().get(i).policy();
                if (own != null) {
                    checkUpdaters(own, path + ".groups[" + i + "].policy", trainings, rules);
                }
            }
            if (groups.otherwise() != null) {
                checkUpdaters(groups.otherwise(), path + ".otherwise", trainings, rules);
            }
        }
        if (!(policy instanceof SpikeClipping)) {
            return;
        }
        trainings.stream()
                .map(TrainingConfig::updater)
                .filter(updater -> !(updater instanceof UpdaterConfig.Adam))
                .findFirst()
                .ifPresent(updater -> rules.require(
                        false,
                        path + ".type",
                        "must not be spam unless the updater is adam, whose second moment it reads",
                        "'spam' with updater '" + Labels.type(updater) + "'"));
    }
}
