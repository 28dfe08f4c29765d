// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.gradient.Bits;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.setting.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class VanishingGradientRegularizerTest {

    private static final double WEIGHT = 4;

    @Test
    void everySegmentOfTruncatedBpttHasItsOwnOmega() {
        Plan plan = new Plan(Activation.TANH, 1, DataType.DOUBLE, true, 4, List.of(Plan.rnn(), Plan.everyStep()));
        MultiLayerNetwork network = plan.build();
        network.setLearningRate(0);
        double[][] r = network.getParam("0_RW").toDoubleMatrix();
        Regularization regularization = new VanishingGradientRegularizer(WEIGHT).attach(network);
        List<Regularization.OmegaValue> values = new ArrayList<>();
        List<BackwardPass> passes = Plan.watch(network);
        RecurrentLayers.addObserver(
                network, pass -> values.add(regularization.last(pass.layer()).orElseThrow()));
        DataSet data = Plan.data(DataType.DOUBLE, 3, 8, false);
        network.fit(data);
        assertThat(values).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(values.get(i).pairs()).isEqualTo(3 * 3);
            assertThat(values.get(i).iteration()).isEqualTo(i);
            assertThat(values.get(i).omega())
                    .isCloseTo(new OmegaTwin(passes.get(i), data, false, 3).omega(r), within(1e-12));
        }
        assertThat(values.get(0).omega()).isNotEqualTo(values.get(1).omega());
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT", "DOUBLE"})
    void aWeightOfZeroOnlyMeasures(DataType type) {
        Plan plan = new Plan(Activation.TANH, 1, type, true, 0, List.of(Plan.rnn(), Plan.everyStep()));
        MultiLayerNetwork measured = plan.build();
        MultiLayerNetwork plain = plan.build();
        Regularization regularization = new VanishingGradientRegularizer(0).attach(measured);
        DataSet data = Plan.data(type, 3, 6, false);
        for (int i = 0; i < 50; i++) {
            measured.fit(data);
            plain.fit(data);
        }
        assertThat(Bits.of(measured.params())).isEqualTo(Bits.of(plain.params()));
        Regularization.OmegaValue last =
                Objects.requireNonNull(regularization.last().get("layer0"));
        assertThat(last.omega()).isPositive();
        assertThat(last.iteration()).isEqualTo(49);
        assertThat(last.countedShare()).isEqualTo(1);
    }

    @Test
    void withoutAnyErrorOmegaIsZeroAndTheGradientStays() {
        MultiLayerNetwork network =
                Plan.of(Activation.TANH, Plan.rnn(), Plan.everyStep()).build();
        Regularization regularization = new VanishingGradientRegularizer(WEIGHT).attach(network);
        assertThat(regularization.last()).isEmpty();
        DataSet data = Plan.data(DataType.DOUBLE, 3, 6, false);
        data.setLabelsMaskArray(Nd4j.zeros(DataType.DOUBLE, 3, 6));
        Plan.calculate(network, data);
        assertThat(regularization.last()).containsEntry("layer0", new Regularization.OmegaValue(0, 0, 0, 18));
        assertThat(Plan.gradient(network, "0_RW").norm2Number().doubleValue()).isZero();
    }

    @Test
    void trainingInFloatMovesOmegaTowardsZeroUntilItIsDetached() {
        Plan plan = new Plan(
                Activation.TANH, 0.3, DataType.FLOAT, true, 0, List.of(new LastTimeStep(Plan.rnn()), Plan.atTheEnd()));
        MultiLayerNetwork network = plan.build();
        Regularization regularization = new VanishingGradientRegularizer(WEIGHT).attach(network);
        DataSet data = Plan.data(DataType.FLOAT, 20, 10, true);
        network.fit(data);
        double start =
                Objects.requireNonNull(regularization.last().get("layer0")).omega();
        for (int i = 0; i < 100; i++) {
            network.fit(data);
        }
        assertThat(Objects.requireNonNull(regularization.last().get("layer0")).omega())
                .isLessThan(0.5 * start);
        regularization.detach();
        network.fit(data);
        assertThat(regularization.last().get("layer0").iteration()).isEqualTo(100);
    }

    @Test
    void saysWhichLayersItWorksOnAndRefusesANetworkWithoutAny() {
        Layer lstm = new LSTM.Builder().nOut(OmegaTwin.UNITS).build();
        MultiLayerNetwork both =
                Plan.of(Activation.TANH, lstm, Plan.rnn(), Plan.everyStep()).build();
        Regularization regularization = new VanishingGradientRegularizer(WEIGHT).attach(both);
        assertThat(regularization.layers()).containsExactly("layer1");
        assertThat(regularization.notRegularized()).singleElement().asString().startsWith("layer0 (LstmCell");

        MultiLayerNetwork none =
                Plan.of(Activation.TANH, lstm, Plan.everyStep()).build();
        assertThatThrownBy(() -> new VanishingGradientRegularizer(WEIGHT).attach(none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("installed SimpleRnn")
                .hasMessageContaining("layer0")
                .hasMessageContaining("layer1 (RnnOutputLayer)");
        RecurrentLayers.uninstall(both);
        ComputationGraph graph = both.toComputationGraph();
        assertThatThrownBy(() -> new VanishingGradientRegularizer(WEIGHT).attach(graph))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(SimpleRnn)");
        RecurrentLayers.install(graph);
        assertThat(new VanishingGradientRegularizer(WEIGHT).attach(graph).layers())
                .hasSize(1);
    }

    @Test
    void refusesAWeightBelowZero() {
        assertThatThrownBy(() -> new VanishingGradientRegularizer(-1))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("weight must be a finite number >= 0, got -1.0");
    }
}
