// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.data.SequenceData;
import io.backflow.record.Row;
import io.backflow.record.internal.MetricsFormat;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

/** What an evaluation says of outputs that are not finite, and of those that only are large. */
class NonFiniteOutputsTest {

    private static final int COUNT = 23;

    private static MultiLayerNetwork network(SequenceData data) {
        return NetworkBuilder.build(Tiny.job(Tiny.ORDER, Tiny.LSTM, Tiny.training()), data);
    }

    /** Three outputs for each of 23 sequences, of which one is broken. */
    @Test
    void countsTheOutputsThatAreNotFinite() {
        SequenceData data = new Sequences(SequenceData.Objective.REGRESS_SEQUENCE, COUNT, 1).data();
        MultiLayerNetwork network = network(data);
        for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            network.getLayer(1).getParam("b").putScalar(1, broken);
            Findings found = new Evaluator(data).evaluate(network, data.test(5), new Cancellation());
            assertThat(found.nonFinite()).as("outputs that are %s", broken).isEqualTo(COUNT);
            assertThat(found.outputs()).isEqualTo(3 * COUNT);
            assertThat(found.figures()).isEmpty();
            assertThat(found.figuresOrNonFinite()).containsExactly(Map.entry("nonFiniteOutputs", (double) COUNT));
            Row row = new MetricsFormat().row(found.metrics(network, "test"));
            assertThat(row.names())
                    .containsExactly("record", "updates", "epoch", "split", "sequences", "outputs", "nonFiniteOutputs");
        }
    }

    /** Their sum overflows, and so do their squares. */
    @Test
    void doesNotTakeLargeOutputsForInfiniteOnes() {
        SequenceData data = new Sequences(SequenceData.Objective.REGRESS_SEQUENCE, COUNT, 1).data();
        MultiLayerNetwork network = network(data);
        network.getLayer(1).getParam("b").assign(3e38f);
        Map<String, Double> figures = new Evaluator(data)
                .evaluate(network, data.test(COUNT), new Cancellation())
                .figures();
        assertThat(figures.get("mse")).isCloseTo(9e76, within(9e70));
        assertThat(figures.get("loss")).isEqualTo(figures.get("mse"));
    }
}
