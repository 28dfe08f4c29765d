// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.record.internal.MetricsRecord;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;

/**
 * What a network shows on a split.
 *
 * @param figures by name; none if an output is not finite, or if the evaluation was stopped
 * @param loss what the figure {@code loss} is made of
 * @param sequences how many there are in the split
 * @param outputs how many numbers the network gave
 * @param nonFinite how many of them are NaN or infinite
 * @param complete whether it came to the end; if not, nothing is said
 * @param confusion which classes were answered for which; null where there is none
 */
public record Findings(
        Map<String, Double> figures,
        TaskLoss loss,
        long sequences,
        long outputs,
        long nonFinite,
        boolean complete,
        @Nullable Confusion confusion) {

    private static final String NON_FINITE = "nonFiniteOutputs";

    /** Returns the figures, or in place of them how many outputs are not finite. */
    Map<String, Double> figuresOrNonFinite() {
        return nonFinite == 0 ? figures : Map.of(NON_FINITE, (double) nonFinite);
    }

    /** Returns the figures and what they are made of, or why there are none. */
    MetricsRecord metrics(MultiLayerNetwork network, String split) {
        return new MetricsRecord(
                network.getIterationCount(),
                network.getEpochCount(),
                split,
                figures,
                nonFinite == 0
                        ? loss.basis(sequences)
                        : new MetricsRecord.NonFiniteOutputs(sequences, outputs, nonFinite),
                null,
                Map.of());
    }
}
