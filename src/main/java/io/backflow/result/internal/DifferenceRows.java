// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.record.Row;
import io.backflow.result.internal.inference.PairedSample;
import io.backflow.result.internal.inference.Sample;
import java.util.List;

/** What arms differ in, as rows of tables. */
final class DifferenceRows {

    private DifferenceRows() {}

    static List<Row> of(List<ArmDifference> differences) {
        return differences.stream().map(DifferenceRows::row).toList();
    }

    static List<Row> of(TaskRanks ranks) {
        return ranks.arms().stream()
                .map(rank -> Row.builder()
                        .with("cell", rank.arm().cell())
                        .with("clipping", rank.arm().clipping())
                        .with("averageRank", rank.averageRank())
                        .with("tasks", ranks.tasks())
                        .with("friedmanChiSquared", ranks.chiSquared())
                        .with("friedmanP", ranks.p())
                        .with("imanDavenportP", ranks.imanDavenport())
                        .with("criticalDifference", ranks.criticalDifference())
                        .build())
                .toList();
    }

    private static Row row(ArmDifference difference) {
        PairedSample advantage = difference.advantage();
        Sample sample = advantage.sample();
        return Row.builder()
                .with("task", difference.task())
                .with("family", difference.family().key())
                .with("cell", difference.first().cell())
                .with("clipping", difference.first().clipping())
                .with("otherCell", difference.second().cell())
                .with("otherClipping", difference.second().clipping())
                .with("metric", difference.metric().key())
                .with("seeds", difference.seeds())
                .with("diverged", difference.firstDiverged())
                .with("otherDiverged", difference.secondDiverged())
                .with("pairs", sample.n())
                .with("advantage", sample.mean())
                .with("low", sample.tInterval().low())
                .with("high", sample.tInterval().high())
                .with("bootstrapLow", sample.bootstrapInterval().low())
                .with("bootstrapHigh", sample.bootstrapInterval().high())
                .with("cohensDz", advantage.cohensDz())
                .with("hedgesGz", advantage.hedgesGz())
                .with("pairedT", advantage.tTest())
                .with("signedRank", advantage.signedRank())
                .with("test", difference.test().key())
                .with("p", difference.p())
                .with("holm", difference.holm())
                .with("comparisons", difference.familySize())
                .with("improvement", difference.improvement())
                .with("verdict", difference.verdict().key())
                .with("sentence", difference.sentence())
                .build();
    }
}
