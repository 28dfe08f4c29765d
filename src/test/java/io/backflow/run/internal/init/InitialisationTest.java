// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.config.CellConfig;
import io.backflow.config.RecurrentWeightsConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.config.internal.cell.CellActivation;
import io.backflow.config.internal.cell.GruCell;
import io.backflow.config.internal.cell.LstmCell;
import io.backflow.config.internal.cell.SimpleRnnCell;
import io.backflow.data.SplitMix;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

class InitialisationTest {

    private static final int INPUTS = 7;
    private static final int UNITS = 40;

    /** Each weight is rounded to a float, to 6e-8 of itself; a product of two rows sums 40 of them. */
    private static final double FLOAT_ROUNDING = 1e-6;

    /** DL4J's columns. */
    private static final int FORGET = 1;

    private static final int INPUT = 3;

    private static MultiLayerNetwork network(CellConfig cell, long seed) {
        NeuralNetConfiguration.ListBuilder layers =
                new NeuralNetConfiguration.Builder().seed(seed).list();
        for (int i = 0; i < cell.layers(); i++) {
            layers.layer(cell.layer(i == 0 ? INPUTS : cell.units(), new WeightsConfig.Xavier()));
        }
        layers.layer(new RnnOutputLayer.Builder()
                .nIn(cell.units())
                .nOut(2)
                .dataFormat(RNNFormat.NCW)
                .activation(Activation.SOFTMAX)
                .build());
        MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
        network.init();
        return network;
    }

    private static MultiLayerNetwork initialised(CellConfig cell, long seed) {
        MultiLayerNetwork network = network(cell, seed);
        Initialisation.apply(network, cell, seed);
        return network;
    }

    private static CellConfig cell(String type, @Nullable RecurrentWeightsConfig recurrent) {
        return switch (type) {
            case "lstm" -> new LstmCell(null, UNITS, 2, CellActivation.TANH, 1.0, null, null, recurrent);
            case "gru" -> new GruCell(null, UNITS, 2, CellActivation.TANH, null, recurrent);
            default -> new SimpleRnnCell(null, UNITS, 2, CellActivation.TANH, null, recurrent);
        };
    }

    private static LstmCell chrono(int units, int longest) {
        return new LstmCell(null, units, 2, CellActivation.TANH, null, longest, null, null);
    }

    /** The square matrix of each gate of each layer: [layer and gate][from unit][to unit]. */
    private static Stream<double[][]> gates(MultiLayerNetwork network) {
        return IntStream.range(0, 2).boxed().flatMap(layer -> {
            double[][] all = network.getLayer(layer).getParam("RW").toDoubleMatrix();
            return IntStream.range(0, all[0].length / UNITS)
                    .mapToObj(gate -> Arrays.stream(all)
                            .map(row -> Arrays.copyOfRange(row, gate * UNITS, (gate + 1) * UNITS))
                            .toArray(double[][]::new));
        });
    }

    private static Stream<Double> weights(double[][] matrix) {
        return Arrays.stream(matrix).flatMapToDouble(Arrays::stream).boxed();
    }

    @ParameterizedTest
    @CsvSource({"simple-rnn, 1, 1.0", "lstm, 4, 1.0", "gru, 3, 0.5", "simple-rnn, 1, 1.25"})
    void givesEachGateAnOrthogonalMatrixOfItsOwn(String type, int gates, double gain) {
        MultiLayerNetwork network = initialised(cell(type, new RecurrentWeightsConfig.Orthogonal(gain)), 3);
        assertThat(gates(network)).hasSize(2 * gates).doesNotHaveDuplicates();
        gates(network).forEach(matrix -> {
            for (int i = 0; i < UNITS; i++) {
                for (int j = 0; j < UNITS; j++) {
                    double rows = 0;
                    double columns = 0;
                    for (int k = 0; k < UNITS; k++) {
                        rows += matrix[i][k] * matrix[j][k];
                        columns += matrix[k][i] * matrix[k][j];
                    }
                    double expected = i == j ? gain * gain : 0;
                    assertThat(rows).isCloseTo(expected, within(FLOAT_ROUNDING * gain * gain));
                    assertThat(columns).isCloseTo(expected, within(FLOAT_ROUNDING * gain * gain));
                }
            }
        });
    }

    /** Of a uniformly drawn orthogonal matrix an element has mean 0, variance 1/n and fourth moment 3/(n(n+2)). */
    @Test
    void drawsOrthogonalMatricesEvenly() {
        double[] corners = IntStream.range(0, 1000)
                .mapToDouble(seed ->
                        RecurrentMatrices.draw(new RecurrentWeightsConfig.Orthogonal(1), 4, new SplitMix(seed))[0][0])
                .toArray();
        // Five standard errors: the deviations of x, x^2 and x^4 are .5, .25 and .18.
        double error = 5 / Math.sqrt(1000);
        assertThat(moment(corners, 1)).isCloseTo(0, within(0.5 * error));
        assertThat(moment(corners, 2)).isCloseTo(0.25, within(0.25 * error));
        assertThat(moment(corners, 4)).isCloseTo(3.0 / 24, within(0.18 * error));
    }

    private static double moment(double[] values, int power) {
        return Arrays.stream(values).map(value -> Math.pow(value, power)).sum() / values.length;
    }

    @ParameterizedTest
    @CsvSource({"simple-rnn, 1", "lstm, 0.5"})
    void writesTheIdentity(String type, double scale) {
        gates(initialised(cell(type, new RecurrentWeightsConfig.Identity(scale)), 1))
                .forEach(matrix -> {
                    for (int i = 0; i < UNITS; i++) {
                        for (int j = 0; j < UNITS; j++) {
                            assertThat(matrix[i][j]).isEqualTo(i == j ? scale : 0);
                        }
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({"1, simple-rnn, 0.95", "2, lstm, 1.1", "3, gru, 0.01"})
    void rescalesToASpectralRadius(long seed, String type, double radius) {
        gates(initialised(cell(type, new RecurrentWeightsConfig.SpectralRadius(radius)), seed))
                .forEach(matrix -> {
                    assertThat(Lapack.spectralRadius(matrix)).isCloseTo(radius, within(FLOAT_ROUNDING * 10 * radius));
                    assertThat(weights(matrix)).doesNotContain(0.0);
                });
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void leavesSoManyWeightsInEachRow(long seed) {
        CellConfig smartTanh = cell("simple-rnn", new RecurrentWeightsConfig.Sparse(15, 0.01, 0.95));
        gates(initialised(smartTanh, seed)).forEach(matrix -> {
            for (double[] row : matrix) {
                assertThat(DoubleStream.of(row).filter(weight -> weight != 0)).hasSize(15);
            }
            assertThat(Lapack.spectralRadius(matrix)).isCloseTo(0.95, within(10 * FLOAT_ROUNDING));
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void drawsSparseWeightsOfThatDeviationEverywhereInARow(long seed) {
        double[][] matrix = gates(
                        initialised(cell("simple-rnn", new RecurrentWeightsConfig.Sparse(10, 0.2, null)), seed))
                .findFirst()
                .orElseThrow();
        double[] drawn = weights(matrix)
                .filter(weight -> weight != 0)
                .mapToDouble(Double::doubleValue)
                .toArray();
        // Five standard errors of 400 samples: of the mean s / 20, of the deviation s / sqrt(800).
        assertThat(moment(drawn, 1)).isCloseTo(0, within(0.2 / 4));
        assertThat(Math.sqrt(moment(drawn, 2))).isCloseTo(0.2, within(5 * 0.2 / Math.sqrt(800)));
        for (int column = 0; column < UNITS; column++) {
            int to = column;
            // 40 rows with a chance of 1/4 each: none at all has a probability of 1e-5.
            assertThat(Arrays.stream(matrix).filter(row -> row[to] != 0)).isNotEmpty();
        }
    }

    @ParameterizedTest(name = "T {1}, seed {0}")
    @CsvSource({"1, 3", "2, 50", "3, 100", "5, 1000"})
    void drawsChronoBiasesOfForgetAndInputGate(long seed, int longest) {
        int units = 2000;
        for (int layer = 0; layer < 2; layer++) {
            float[] bias = initialised(chrono(units, longest), seed)
                    .getLayer(layer)
                    .getParam("b")
                    .toFloatVector();
            double sum = 0;
            int whole = 0;
            double least = longest;
            double most = 0;
            for (int unit = 0; unit < units; unit++) {
                double lag = Math.exp(bias[FORGET * units + unit]);
                assertThat(lag).isBetween(1.0, longest - 1.0 + longest * FLOAT_ROUNDING);
                whole += Math.abs(lag - Math.rint(lag)) < 0.01 ? 1 : 0;
                assertThat(bias[INPUT * units + unit]).isEqualTo(-bias[FORGET * units + unit]);
                assertThat(bias[unit]).isZero();
                assertThat(bias[2 * units + unit]).isZero();
                sum += lag;
                least = Math.min(least, lag);
                most = Math.max(most, lag);
            }
            // U([1, T-1]) has mean T/2 and a deviation of at most T/sqrt(12): five standard errors.
            assertThat(sum / units).isCloseTo(longest / 2.0, within(5 * longest / Math.sqrt(12.0 * units)));
            // 2 % of a continuous distribution, five standard errors above.
            assertThat(whole).isLessThan(71);
            assertThat(least).isLessThan(1 + 0.05 * longest);
            assertThat(most).isGreaterThan(0.95 * longest - 1.1);
        }
    }

    static Stream<Arguments> distributions() {
        return Stream.of(
                Arguments.of(new WeightsConfig.Normal(0.3), 0.3),
                Arguments.of(new WeightsConfig.Uniform(0.3), 0.3 / Math.sqrt(3)),
                Arguments.of(new WeightsConfig.Xavier(), Math.sqrt(1.0 / UNITS)));
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void drawsDistributionsOfTheCellsOwn(WeightsConfig weights, double deviation) {
        CellConfig cell =
                new LstmCell(null, UNITS, 2, CellActivation.TANH, 1.0, null, new WeightsConfig.Normal(1e-3), weights);
        MultiLayerNetwork network = initialised(cell, 4);
        // Five standard errors of the deviation of 1,600 and of 7 * 160 samples.
        gates(network)
                .forEach(matrix -> assertThat(Math.sqrt(
                                moment(weights(matrix).mapToDouble(w -> w).toArray(), 2)))
                        .isCloseTo(deviation, within(5 * deviation / Math.sqrt(3200))));
        double[] inputs = network.getLayer(0).getParam("W").ravel().toDoubleVector();
        assertThat(Math.sqrt(moment(inputs, 2))).isCloseTo(1e-3, within(5e-3 / Math.sqrt(2 * 7 * 160)));
    }

    static Stream<CellConfig> cells() {
        return Stream.of(
                cell("simple-rnn", new RecurrentWeightsConfig.Orthogonal(1)),
                cell("lstm", new RecurrentWeightsConfig.Sparse(3, 0.1, 0.9)),
                cell("gru", new RecurrentWeightsConfig.Identity(1)),
                chrono(UNITS, 10));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void dependsOnTheSeedAndOnNothingElse(CellConfig cell) {
        INDArray first = initialised(cell, 7).params();
        MultiLayerNetwork again = network(cell, 7);
        network(cell, 8); // moves ND4J's random numbers
        Initialisation.apply(again, cell, 7);
        assertThat(again.params().toFloatVector()).isEqualTo(first.toFloatVector());
        assertThat(initialised(cell, 8).params()).isNotEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void changesNothingThatTheCellDoesNotName(CellConfig cell) {
        MultiLayerNetwork plain = network(cell, 7);
        MultiLayerNetwork initialised = initialised(cell, 7);
        plain.paramTable().forEach((key, values) -> {
            boolean named = key.endsWith(cell.recurrentWeights() == null ? "_b" : "_RW") && !key.startsWith("2");
            assertThat(initialised.getParam(key).equals(values)).as(key).isEqualTo(!named);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple-rnn", "lstm", "gru"})
    void leavesACellThatNamesNothingAsDl4jDrewIt(String type) {
        assertThat(initialised(cell(type, null), 7).params().toFloatVector())
                .containsExactly(network(cell(type, null), 7).params().toFloatVector());
    }

    @Test
    void isSavedAsAPlainModelOfDl4j(@TempDir Path directory) throws IOException {
        CellConfig cell = new LstmCell(
                null,
                UNITS,
                2,
                CellActivation.TANH,
                null,
                20,
                new WeightsConfig.Normal(0.1),
                new RecurrentWeightsConfig.Orthogonal(1));
        MultiLayerNetwork network = initialised(cell, 1);
        File file = directory.resolve("model.zip").toFile();
        ModelSerializer.writeModel(network, file, true);
        MultiLayerNetwork read = ModelSerializer.restoreMultiLayerNetwork(file);
        assertThat(read.params().toFloatVector()).isEqualTo(network.params().toFloatVector());
        assertThat(read.getLayerWiseConfigurations().toJson()).doesNotContain("backflow");
    }
}
