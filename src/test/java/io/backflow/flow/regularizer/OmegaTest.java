package io.backflow.flow.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.kernel.StepErrors;
import io.backflow.recurrent.layer.BackwardObserver;
import io.backflow.recurrent.layer.BackwardPass;
import io.backflow.setting.InvalidSettingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Omega and its gradient against plain loops over the errors that an observer saw, and against finite differences of those. */
class OmegaTest {

    private static final int UNITS = 4;
    private static final double WEIGHT = 4;

    /** Central differences with a step of 1e-5: truncation near 1e-10 of a number near 1. */
    private static final double DIFFERENCE_STEP = 1e-5;

    private static final double RELATIVE_ERROR = 1e-7;

    private DataType before = DataType.FLOAT;

    /** LastTimeStep under a mask allocates in the default type. */
    @BeforeEach
    void computeInDouble() {
        before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    }

    @AfterEach
    void restore() {
        Nd4j.setDefaultDataTypes(before, before);
    }

    /** What to build. */
    private record Plan(Activation f, double recurrentScale, DataType type, boolean miniBatch, int segment, Layer... layers) {

        static Plan of(Activation f, Layer... layers) {
            return new Plan(f, 1, DataType.DOUBLE, true, 0, layers);
        }

        MultiLayerNetwork build() {
            NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                    .seed(7)
                    .dataType(type)
                    .activation(f)
                    .miniBatch(miniBatch)
                    .updater(new Sgd(0.01))
                    .list();
            Arrays.stream(layers).forEach(layer -> list.layer(layer.clone()));
            if (segment > 0) {
                list.backpropType(BackpropType.TruncatedBPTT)
                        .tBPTTForwardLength(segment)
                        .tBPTTBackwardLength(segment - 1);
            }
            MultiLayerNetwork network = new MultiLayerNetwork(
                    list.setInputType(InputType.recurrent(2, RNNFormat.NCW)).build());
            network.init();
            network.paramTable().forEach((key, value) -> {
                if (key.endsWith("RW")) {
                    value.muli(recurrentScale);
                }
            });
            RecurrentLayers.install(network);
            return network;
        }
    }

    private static Layer rnn() {
        return new SimpleRnn.Builder().nOut(UNITS).build();
    }

    private static Layer everyStep() {
        return new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static Layer atTheEnd() {
        return new OutputLayer.Builder(LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static DataSet data(DataType type, int batch, int steps, boolean last) {
        Random random = new Random(3);
        INDArray features = Nd4j.create(type, batch, 2, steps);
        INDArray labels = last ? Nd4j.create(type, batch, 2) : Nd4j.create(type, batch, 2, steps);
        for (INDArray array : new INDArray[] {features, labels}) {
            INDArray flat = array.reshape(array.length());
            for (long i = 0; i < flat.length(); i++) {
                flat.putScalar(i, random.nextGaussian());
            }
        }
        return new DataSet(features, labels);
    }

    static Stream<Arguments> networks() {
        Layer twoWay = new Bidirectional(Bidirectional.Mode.CONCAT, rnn());
        List<Arguments> cases = new ArrayList<>();
        for (int batch : new int[] {1, 3, 20}) {
            for (boolean masked : new boolean[] {false, true}) {
                cases.add(Arguments.of("tanh", Plan.of(Activation.TANH, rnn(), everyStep()), batch, 6, masked, false));
                cases.add(Arguments.of(
                        "last", Plan.of(Activation.TANH, new LastTimeStep(rnn()), atTheEnd()), batch, 6, masked, true));
            }
        }
        cases.add(Arguments.of("one step", Plan.of(Activation.TANH, rnn(), everyStep()), 3, 1, false, false));
        cases.add(Arguments.of("sigmoid", Plan.of(Activation.SIGMOID, rnn(), everyStep()), 3, 6, true, false));
        cases.add(Arguments.of("relu", Plan.of(Activation.RELU, rnn(), everyStep()), 3, 6, false, false));
        cases.add(Arguments.of("stacked", Plan.of(Activation.TANH, rnn(), rnn(), everyStep()), 3, 6, true, false));
        cases.add(Arguments.of("two-way", Plan.of(Activation.TANH, twoWay, everyStep()), 3, 6, false, false));
        // 0.01^2 a step: from the eleventh step back on, squared errors are under 1e-20.
        cases.add(Arguments.of(
                "vanishing",
                new Plan(Activation.TANH, 0.01, DataType.DOUBLE, true, 0, new LastTimeStep(rnn()), atTheEnd()),
                20,
                30,
                false,
                true));
        cases.add(Arguments.of(
                "vanishing, summed",
                new Plan(Activation.TANH, 0.01, DataType.DOUBLE, false, 0, new LastTimeStep(rnn()), atTheEnd()),
                20,
                30,
                false,
                true));
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}, batch {2}, {3} steps, masked {4}")
    @MethodSource("networks")
    void addsWeightTimesTheGradientOfOmega(
            String name, Plan plan, int batch, int steps, boolean masked, boolean last) {
        DataSet data = data(DataType.DOUBLE, batch, steps, last);
        if (masked) {
            INDArray mask = Nd4j.ones(DataType.DOUBLE, batch, steps);
            mask.putScalar(0, steps - 1, 0);
            mask.putScalar(batch - 1, 1, 0);
            data.setFeaturesMaskArray(mask);
            data.setLabelsMaskArray(last ? null : mask);
        }
        MultiLayerNetwork plain = plan.build();
        MultiLayerNetwork network = plan.build();
        List<BackwardPass> passes = watch(network);
        Regularization regularization = new VanishingGradientRegularizer(WEIGHT).attach(network);
        calculate(plain, data);
        calculate(network, data);
        double share = plan.miniBatch() ? batch : 1;
        for (BackwardPass pass : passes) {
            Twin twin = new Twin(pass, data, masked, share);
            OmegaValue value = regularization.last().get(pass.layer());
            String key = key(pass);
            double[][] r = network.getParam(key).toDoubleMatrix();
            assertThat(value.omega()).isCloseTo(twin.omega(r), within(1e-12));
            assertThat(value.counted()).isEqualTo(twin.counted);
            assertThat(value.pairs()).isEqualTo(twin.pairs);
            if (name.startsWith("vanishing")) {
                assertThat(value.counted()).isPositive().isLessThan(value.pairs());
            }
            INDArray expected = twin.gradient(r).mul(WEIGHT * share);
            INDArray added = gradient(network, key).sub(gradient(plain, key));
            double error = added.sub(expected).norm2Number().doubleValue();
            assertThat(error).isLessThanOrEqualTo(RELATIVE_ERROR * expected.norm2Number().doubleValue());
            assertThat(expected.norm2Number().doubleValue()).isPositive();
        }
        for (String key : network.paramTable().keySet()) {
            if (!key.endsWith("RW")) {
                assertThat(gradient(network, key)).isEqualTo(gradient(plain, key));
            }
        }
    }

    private static List<BackwardPass> watch(MultiLayerNetwork network) {
        List<BackwardPass> passes = new ArrayList<>();
        RecurrentLayers.addObserver(network, new BackwardObserver() {
            @Override
            public boolean wantsErrors(int iteration) {
                return true;
            }

            @Override
            public void accept(BackwardPass pass) {
                passes.add(pass);
            }
        });
        return passes;
    }

    private static void calculate(MultiLayerNetwork network, DataSet data) {
        network.setInput(data.getFeatures());
        network.setLabels(data.getLabels());
        network.setLayerMaskArrays(data.getFeaturesMaskArray(), data.getLabelsMaskArray());
        network.computeGradientAndScore();
        network.clearLayerMaskArrays();
    }

    private static INDArray gradient(MultiLayerNetwork network, String key) {
        return network.gradient().getGradientFor(key);
    }

    /** Turns "0 (layer0)/forward" to "0_fRW". */
    private static String key(BackwardPass pass) {
        String direction = pass.layer().endsWith("/forward") ? "f" : pass.reversed() ? "b" : "";
        return pass.layer().charAt(0) + "_" + direction + "RW";
    }

    /** The definition, in plain loops over pairs of a step and an example. */
    private static final class Twin {
        private final List<double[][]> considered = new ArrayList<>();
        private final int counted;
        private final int pairs;

        Twin(BackwardPass pass, DataSet data, boolean masked, double share) {
            StepErrors errors = pass.trace().errors().orElseThrow();
            int count = 0;
            for (int t = pass.trace().firstStep(); t < pass.trace().steps(); t++) {
                for (int b = 0; b < pass.trace().miniBatch(); b++) {
                    if (masked && data.getFeaturesMaskArray().getDouble(b, t) == 0) {
                        continue;
                    }
                    count++;
                    double[] dh = errors.example(StepErrors.STATE, t, b);
                    double squares = Arrays.stream(dh).map(e -> e / share * (e / share)).sum();
                    if (squares >= 1e-20) {
                        considered.add(new double[][] {dh, errors.example("hidden", t, b)});
                    }
                }
            }
            pairs = count;
            counted = considered.size();
        }

        double omega(double[][] r) {
            double sum = 0;
            for (double[][] pair : considered) {
                double through = 0;
                double error = 0;
                for (int i = 0; i < UNITS; i++) {
                    double v = 0;
                    for (int j = 0; j < UNITS; j++) {
                        v += pair[1][j] * r[i][j];
                    }
                    through += v * v;
                    error += pair[0][i] * pair[0][i];
                }
                sum += Math.pow(through / error - 1, 2);
            }
            return counted == 0 ? 0 : sum / counted;
        }

        INDArray gradient(double[][] r) {
            double[][] derivative = new double[UNITS][UNITS];
            for (int i = 0; i < UNITS; i++) {
                for (int j = 0; j < UNITS; j++) {
                    double value = r[i][j];
                    r[i][j] = value + DIFFERENCE_STEP;
                    double up = omega(r);
                    r[i][j] = value - DIFFERENCE_STEP;
                    derivative[i][j] = (up - omega(r)) / (2 * DIFFERENCE_STEP);
                    r[i][j] = value;
                }
            }
            return Nd4j.create(derivative);
        }
    }

    @Test
    void everySegmentOfTruncatedBpttHasItsOwnOmega() {
        Plan plan = new Plan(Activation.TANH, 1, DataType.DOUBLE, true, 4, rnn(), everyStep());
        MultiLayerNetwork network = plan.build();
        network.setLearningRate(0);
        double[][] r = network.getParam("0_RW").toDoubleMatrix();
        Regularization regularization = new VanishingGradientRegularizer(WEIGHT).attach(network);
        List<OmegaValue> values = new ArrayList<>();
        List<BackwardPass> passes = watch(network);
        RecurrentLayers.addObserver(
                network, pass -> values.add(regularization.last().get(pass.layer())));
        DataSet data = data(DataType.DOUBLE, 3, 8, false);
        network.fit(data);
        assertThat(values).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(values.get(i).pairs()).isEqualTo(3 * 3);
            assertThat(values.get(i).iteration()).isEqualTo(i);
            assertThat(values.get(i).omega())
                    .isCloseTo(new Twin(passes.get(i), data, false, 3).omega(r), within(1e-12));
        }
        assertThat(values.get(0).omega()).isNotEqualTo(values.get(1).omega());
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT", "DOUBLE"})
    void aWeightOfZeroOnlyMeasures(DataType type) {
        Plan plan = new Plan(Activation.TANH, 1, type, true, 0, rnn(), everyStep());
        MultiLayerNetwork measured = plan.build();
        MultiLayerNetwork plain = plan.build();
        Regularization regularization = new VanishingGradientRegularizer(0).attach(measured);
        DataSet data = data(type, 3, 6, false);
        for (int i = 0; i < 50; i++) {
            measured.fit(data);
            plain.fit(data);
        }
        assertThat(measured.params()).isEqualTo(plain.params());
        OmegaValue last = regularization.last().get("0 (layer0)");
        assertThat(last.omega()).isPositive();
        assertThat(last.iteration()).isEqualTo(49);
        assertThat(last.countedShare()).isEqualTo(1);
    }

    @Test
    void withoutAnyErrorOmegaIsZeroAndTheGradientStays() {
        MultiLayerNetwork network = Plan.of(Activation.TANH, rnn(), everyStep()).build();
        Regularization regularization = new VanishingGradientRegularizer(WEIGHT).attach(network);
        assertThat(regularization.last()).isEmpty();
        DataSet data = data(DataType.DOUBLE, 3, 6, false);
        data.setLabelsMaskArray(Nd4j.zeros(DataType.DOUBLE, 3, 6));
        calculate(network, data);
        assertThat(regularization.last()).containsEntry("0 (layer0)", new OmegaValue(0, 0, 0, 18));
        assertThat(gradient(network, "0_RW").norm2Number().doubleValue()).isZero();
    }

    @Test
    void trainingInFloatMovesOmegaTowardsZeroUntilItIsDetached() {
        Plan plan =
                new Plan(Activation.TANH, 0.3, DataType.FLOAT, true, 0, new LastTimeStep(rnn()), atTheEnd());
        MultiLayerNetwork network = plan.build();
        Regularization regularization = new VanishingGradientRegularizer(WEIGHT).attach(network);
        DataSet data = data(DataType.FLOAT, 20, 10, true);
        network.fit(data);
        double start = regularization.last().get("0 (layer0)").omega();
        for (int i = 0; i < 100; i++) {
            network.fit(data);
        }
        assertThat(regularization.last().get("0 (layer0)").omega()).isLessThan(0.5 * start);
        regularization.detach();
        network.fit(data);
        assertThat(regularization.last().get("0 (layer0)").iteration()).isEqualTo(100);
    }

    @Test
    void saysWhichLayersItWorksOnAndRefusesANetworkWithoutAny() {
        Layer lstm = new LSTM.Builder().nOut(UNITS).build();
        MultiLayerNetwork both = Plan.of(Activation.TANH, lstm, rnn(), everyStep()).build();
        Regularization regularization = new VanishingGradientRegularizer(WEIGHT).attach(both);
        assertThat(regularization.layers()).containsExactly("1 (layer1)");
        assertThat(regularization.notRegularized()).singleElement().asString().startsWith("0 (layer0) (LstmCell");

        MultiLayerNetwork none = Plan.of(Activation.TANH, lstm, everyStep()).build();
        assertThatThrownBy(() -> new VanishingGradientRegularizer(WEIGHT).attach(none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("installed SimpleRnn")
                .hasMessageContaining("0 (layer0)")
                .hasMessageContaining("layer1 (RnnOutputLayer)");
        RecurrentLayers.uninstall(both);
        ComputationGraph graph = both.toComputationGraph();
        assertThatThrownBy(() -> new VanishingGradientRegularizer(WEIGHT).attach(graph))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(SimpleRnn)");
        RecurrentLayers.install(graph);
        assertThat(new VanishingGradientRegularizer(WEIGHT).attach(graph).layers()).hasSize(1);
    }

    @Test
    void refusesAWeightBelowZero() {
        assertThatThrownBy(() -> new VanishingGradientRegularizer(-1))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("weight must be a finite number >= 0, got -1.0");
    }
}
