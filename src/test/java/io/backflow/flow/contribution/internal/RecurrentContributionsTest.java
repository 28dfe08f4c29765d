// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.contribution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.flow.contribution.ContributionRecord;
import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.gru.GRU;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The parts of real networks in training against the gradients that Deeplearning4j is about to apply. */
class RecurrentContributionsTest {

    private static final int BATCH = 3;
    private static final int UNITS = 5;
    private static final int STEPS = 12;

    /** A few hundred roundings of either type. */
    private static final double DOUBLE = 1e-13;

    private static final double FLOAT = 1e-5;

    static Stream<Arguments> networks() {
        List<Layer> layers = List.of(
                new SimpleRnn.Builder().nOut(UNITS).activation(Activation.TANH).build(),
                new LSTM.Builder().nOut(UNITS).activation(Activation.TANH).build(),
                new GRU.Builder().nOut(UNITS).build());
        return layers.stream()
                .flatMap(layer -> Stream.of(DataType.DOUBLE, DataType.FLOAT)
                        .flatMap(type -> Stream.of(0, 4).map(length -> Arguments.of(layer, type, length))));
    }

    @ParameterizedTest(name = "{0}, {1}, segments of {2}")
    @MethodSource("networks")
    void sumToTheGradientOfTheNetwork(Layer layer, DataType type, int segment) {
        Training training = new Training(layer, type, segment);
        DataSet data = data(type, null);
        for (int i = 0; i < 5; i++) {
            training.network.fit(data);
        }
        double tolerance = type == DataType.DOUBLE ? DOUBLE : FLOAT;
        assertThat(training.traces).hasSize(segment == 0 ? 5 : 5 * STEPS / segment);
        assertThat(training.gradients).hasSameSizeAs(training.traces);
        for (int i = 0; i < training.traces.size(); i++) {
            BackwardTrace trace = training.traces.get(i);
            ContributionRecord record = RecurrentContributions.of(trace, training.gradients.get(i));
            assertThat(record.relativeMiss()).isLessThan(tolerance);
            assertThat(record.totalNorm()
                            / training.gradients.get(i).norm2Number().doubleValue())
                    .isCloseTo(1, within(tolerance));
            assertThat(record.gates())
                    .extracting(ContributionRecord.GateTotal::gate)
                    .isEqualTo(trace.gates());
            assertThat(record.gates()).allSatisfy(g -> assertThat(g.miss()).isLessThan(tolerance * record.totalNorm()));
            assertThat(record.steps().stream()
                            .mapToDouble(ContributionRecord.StepContribution::share)
                            .sum())
                    .isCloseTo(1, within(10 * tolerance));
            assertThat(record.steps()).allSatisfy(RecurrentContributionsTest::isConsistent);
            assertThat(record.lossStep()).isEmpty();
            // The state before the first step of a sequence is 0.
            if (segment == 0) {
                assertThat(record.steps().get(0).norm()).isZero();
                assertThat(record.steps().get(0).cosine()).isNaN();
            }
        }
    }

    private static void isConsistent(ContributionRecord.StepContribution part) {
        double squares = part.gateNorms().stream().mapToDouble(n -> n * n).sum();
        assertThat(part.norm()).isCloseTo(Math.sqrt(squares), within(1e-12 * Math.sqrt(squares)));
        assertThat(Math.abs(part.cosine()))
                .satisfiesAnyOf(c -> assertThat(c).isNaN(), c -> assertThat(c).isLessThan(1 + 1e-9));
    }

    @Test
    void aGradientOfAnotherPassIsMissed() {
        Training training = new Training(
                new LSTM.Builder().nOut(UNITS).activation(Activation.TANH).build(), DataType.DOUBLE, 0);
        for (int i = 0; i < 2; i++) {
            training.network.fit(data(DataType.DOUBLE, null));
        }
        INDArray later = training.gradients.get(1);
        ContributionRecord record = RecurrentContributions.of(training.traces.get(0), later);
        assertThat(record.relativeMiss()).isGreaterThan(1e-4);
        double expected = training.gradients.get(0).sub(later).norm2Number().doubleValue();
        assertThat(record.miss()).isCloseTo(expected, within(DOUBLE));
    }

    @ParameterizedTest(name = "{0}, {1}, segments of {2}")
    @MethodSource("networks")
    void theLossOfOneStepIsSplitByLag(Layer layer, DataType type, int segment) {
        int lossStep = 7;
        INDArray mask = Nd4j.zeros(type, BATCH, STEPS);
        mask.get(NDArrayIndex.all(), NDArrayIndex.point(lossStep)).assign(1);
        Training training = new Training(layer, type, 0);
        training.network.fit(data(type, mask));
        ContributionRecord record = RecurrentContributions.ofStepLoss(training.traces.get(0), lossStep);
        assertThat(record.lossStep()).hasValue(lossStep);
        assertThat(record.miss()).isNaN();
        assertThat(record.totalNorm() / training.gradients.get(0).norm2Number().doubleValue())
                .isCloseTo(1, within(type == DataType.DOUBLE ? DOUBLE : FLOAT));
        assertThat(record.steps())
                .filteredOn(part -> record.lag(part) < 0)
                .hasSize(STEPS - 1 - lossStep)
                .allMatch(part -> part.norm() == 0);
        assertThat(record.steps())
                .filteredOn(part -> record.lag(part) >= 0 && part.step() > 0)
                .hasSize(lossStep)
                .allMatch(part -> part.norm() > 0);
    }

    @Test
    void stepsBeforeTheBackwardLengthAreLeftOut() {
        Training training = new Training(new GRU.Builder().nOut(UNITS).build(), DataType.DOUBLE, 6, 2);
        training.network.fit(data(DataType.DOUBLE, null));
        ContributionRecord record = RecurrentContributions.of(training.traces.get(1), training.gradients.get(1));
        assertThat(record.steps())
                .extracting(ContributionRecord.StepContribution::step)
                .containsExactly(4, 5);
        assertThat(record.relativeMiss()).isLessThan(DOUBLE);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Training training = new Training(new GRU.Builder().nOut(UNITS).build(), DataType.DOUBLE, 0);
        training.wantsErrors = false;
        training.network.fit(data(DataType.DOUBLE, null));
        BackwardTrace trace = training.traces.get(0);
        assertThatThrownBy(() -> RecurrentContributions.of(trace, Nd4j.zeros(UNITS, UNITS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[5, 15]");
        assertThatThrownBy(() -> RecurrentContributions.of(trace, training.gradients.get(0)))
                .isInstanceOf(NoSuchElementException.class);
        ContributionRecord all = new ContributionRecord(java.util.OptionalInt.empty(), 0, 0, List.of(), List.of());
        assertThat(all.relativeMiss()).isZero();
        assertThatThrownBy(() -> all.lag(new ContributionRecord.StepContribution(1, 0, 0, 0, List.of())))
                .isInstanceOf(NoSuchElementException.class);
    }

    private static DataSet data(DataType type, @Nullable INDArray labelMask) {
        INDArray features = numbers(type, 1);
        INDArray labels = numbers(type, 2);
        return labelMask == null ? new DataSet(features, labels) : new DataSet(features, labels, null, labelMask);
    }

    private static INDArray numbers(DataType type, long seed) {
        double[] values =
                new Random(seed).doubles((long) BATCH * 2 * STEPS, -1, 1).toArray();
        return Nd4j.createFromArray(values).reshape(BATCH, 2, STEPS).castTo(type);
    }

    /** A network in training, with what it did. */
    private static final class Training {
        final MultiLayerNetwork network;
        final List<BackwardTrace> traces = new ArrayList<>();
        final List<INDArray> gradients = new ArrayList<>();
        boolean wantsErrors = true;

        Training(Layer layer, DataType type, int segment) {
            this(layer, type, segment, segment);
        }

        Training(Layer layer, DataType type, int segment, int backward) {
            NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                    .seed(7)
                    .dataType(type)
                    .updater(new Adam(0.05))
                    .list()
                    .layer(layer.clone())
                    .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                            .nOut(2)
                            .activation(Activation.IDENTITY)
                            .build())
                    .setInputType(org.deeplearning4j.nn.conf.inputs.InputType.recurrent(2));
            if (segment > 0) {
                list.backpropType(BackpropType.TruncatedBPTT)
                        .tBPTTForwardLength(segment)
                        .tBPTTBackwardLength(backward);
            }
            network = new MultiLayerNetwork(list.build());
            network.init();
            RecurrentLayers.install(network);
            RecurrentLayers.observe(network, new Keeper());
            network.setListeners(new BaseTrainingListener() {
                @Override
                public void onGradientCalculation(Model model) {
                    gradients.add(network.gradient().getGradientFor("0_RW").dup());
                }
            });
        }

        /** Keeps all passes with activations, and with errors if they are wanted. */
        private final class Keeper implements BackwardObserver {
            @Override
            public boolean wantsActivations(int iteration) {
                return true;
            }

            @Override
            public boolean wantsErrors(int iteration) {
                return wantsErrors;
            }

            @Override
            public void accept(BackwardPass pass) {
                traces.add(pass.trace());
            }
        }
    }
}
