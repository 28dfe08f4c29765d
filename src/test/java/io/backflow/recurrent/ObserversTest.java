// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.gradient.Bits;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ObserversTest {

    private static final Trainee.Plan PLAN = Trainee.Plan.of(
                    new LSTM.Builder().nOut(4).activation(Activation.TANH).build(),
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                            .nOut(2)
                            .activation(Activation.IDENTITY)
                            .build())
            .in(DataType.FLOAT)
            .with(new Adam(0.01));

    /** Keeps the passes of every n-th iteration. */
    private static final class Keeper implements BackwardObserver {
        private final int frequency;
        private final boolean errors;
        private final List<BackwardPass> passes = new ArrayList<>();

        Keeper(int frequency, boolean errors) {
            this.frequency = frequency;
            this.errors = errors;
        }

        @Override
        public boolean wants(int iteration) {
            return iteration % frequency == 0;
        }

        @Override
        public boolean wantsGates(int iteration) {
            return !errors;
        }

        @Override
        public boolean wantsErrors(int iteration) {
            return errors;
        }

        @Override
        public void accept(BackwardPass pass) {
            passes.add(pass);
        }

        List<Integer> iterations() {
            return passes.stream().map(BackwardPass::iteration).toList();
        }
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void severalLiveSideBySideAndShareOneMeasurement(boolean graph) {
        Trainee trainee = PLAN.asGraph(graph).build();
        trainee.install();
        Keeper second = new Keeper(2, true);
        Keeper third = new Keeper(3, false);
        add(trainee, second);
        add(trainee, third);
        add(trainee, third);
        DataSet data = Sequences.regression(PLAN, 3, 2, 5);
        for (int i = 0; i < 6; i++) {
            trainee.fit(data);
        }
        assertThat(second.iterations()).containsExactly(0, 2, 4);
        assertThat(third.iterations()).containsExactly(0, 3);
        assertThat(second.passes.get(0)).isSameAs(third.passes.get(0));
        assertThat(second.passes.get(0).trace().errors()).isPresent();
        assertThat(second.passes.get(0).trace().mean(0, 0)).isNotNaN();
        assertThat(second.passes.get(1).trace().errors()).isPresent();
        assertThat(second.passes.get(1).trace().mean(0, 0)).isNaN();
        assertThat(third.passes.get(1).trace().errors()).isEmpty();

        remove(trainee, second);
        trainee.fit(data);
        assertThat(second.passes).hasSize(3);
        assertThat(third.passes).hasSize(3);
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void copyingErrorsChangesNothing(boolean graph) {
        Trainee watched = PLAN.asGraph(graph).build();
        Trainee alone = PLAN.asGraph(graph).build();
        watched.install();
        alone.install();
        add(watched, new Keeper(1, true));
        DataSet data = Sequences.regression(PLAN, 3, 2, 5);
        for (int i = 0; i < 50; i++) {
            watched.fit(data);
            alone.fit(data);
        }
        assertThat(Bits.of(watched.params())).isEqualTo(Bits.of(alone.params()));
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void installingAgainKeepsObserversOfBothDirections(boolean graph) {
        Trainee trainee = Trainee.Plan.of(
                        new Bidirectional(
                                Bidirectional.Mode.ADD,
                                new LSTM.Builder().nOut(4).build()),
                        PLAN.layers().get(1))
                .asGraph(graph)
                .build();
        List<LayerReport> reports = trainee.install();
        Keeper keeper = new Keeper(1, false);
        if (graph) {
            RecurrentLayers.addObserver(trainee.theGraph(), keeper);
        } else {
            RecurrentLayers.addObserver(trainee.theNetwork(), keeper);
        }
        assertThat(trainee.install()).isEqualTo(reports);
        trainee.fit(Sequences.regression(PLAN.in(DataType.DOUBLE), 3, 2, 5));
        assertThat(keeper.passes).hasSize(2);
        trainee.uninstall();
        trainee.uninstall();
        trainee.fit(Sequences.regression(PLAN.in(DataType.DOUBLE), 3, 2, 5));
        assertThat(keeper.passes).hasSize(2);
    }

    private static void add(Trainee trainee, BackwardObserver observer) {
        int layers = trainee.isGraph()
                ? RecurrentLayers.addObserver(trainee.theGraph(), observer)
                : RecurrentLayers.addObserver(trainee.theNetwork(), observer);
        assertThat(layers).isEqualTo(1);
    }

    private static void remove(Trainee trainee, BackwardObserver observer) {
        if (trainee.isGraph()) {
            RecurrentLayers.removeObserver(trainee.theGraph(), observer);
        } else {
            RecurrentLayers.removeObserver(trainee.theNetwork(), observer);
        }
    }
}
