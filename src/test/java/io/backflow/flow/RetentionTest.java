// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.RecurrentLayers;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** What a listener holds does not grow with the updates that it has seen. */
class RetentionTest {

    private static final int UPDATES = 100;

    /** Remembers the traces without holding them. */
    private static final class Rememberer implements BackwardObserver {

        final List<WeakReference<BackwardTrace>> traces = new ArrayList<>();

        @Override
        public boolean wantsGates(int iteration) {
            return false;
        }

        @Override
        public void accept(BackwardPass pass) {
            traces.add(new WeakReference<>(pass.trace()));
        }

        long alive() {
            return traces.stream().filter(trace -> trace.get() != null).count();
        }
    }

    /** Sampled and recorded, or held in case it is the last: in either case one update, of two layers. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000_000})
    void oneUpdateAtMostIsHeld(int every) {
        Plan plan = Plan.of(Plan.lstm(1), Plan.gru()).atEveryStep().in(DataType.FLOAT);
        MultiLayerNetwork network = plan.installed();
        Rememberer seen = new Rememberer();
        RecurrentLayers.addObserver(network, seen);
        FlowConfig config = FlowConfig.profiles(every, FlowConfig.GateCapture.QUANTILES, true)
                .with(new ContributionCapture(every));
        DataSet data = plan.data(5);
        try (FlowListener listener = new FlowListener(config, record -> {})) {
            network.setListeners(listener);
            for (int i = 0; i < UPDATES; i++) {
                network.fit(data);
            }
            assertThat(seen.traces).hasSize(2 * UPDATES);
            System.gc(); // which clears weak references before it returns
            assertThat(seen.alive()).isLessThanOrEqualTo(2);
            assertThat(listener.state(network).values().stream()
                            .mapToInt(values -> values.length)
                            .sum())
                    .as("what a checkpoint holds")
                    .isLessThan(20);
        }
    }
}
