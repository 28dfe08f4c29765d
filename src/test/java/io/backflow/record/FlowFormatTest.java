// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.backflow.flow.FlowConfig;
import io.backflow.flow.FlowListener;
import io.backflow.flow.FlowRecord;
import io.backflow.flow.LayerFlow;
import io.backflow.flow.contribution.ContributionRecord;
import io.backflow.flow.gate.GateFlow;
import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.gradient.Scale;
import io.backflow.recurrent.RecurrentLayers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class FlowFormatTest {

    private static final FlowFormat FORMAT = new FlowFormat();

    /** Of JSON lines, for each time step of a record. */
    private static final int MOST_BYTES_A_STEP = 200;

    /** Of a file, in 100,000 updates. */
    private static final long MOST_BYTES = 50_000_000;

    /**
     * Lines of an LSTM's Jacobians in the table: 4 gates' sigma and radius with a flag each, and 5 series of 2 paths at
     * 2 lags.
     */
    private static final int JACOBIANS = 4 * 4 + 5 * 2 * 2;

    static INDArray noise(long seed, int... shape) {
        Random random = new Random(seed);
        INDArray array = Nd4j.create(DataType.FLOAT, shape[0], shape[1], shape[2]);
        INDArray flat = array.reshape(array.length());
        for (long i = 0; i < flat.length(); i++) {
            flat.putScalar(i, random.nextGaussian());
        }
        return array;
    }

    static FlowRecord recordOf(MultiLayerNetwork network, int inputs, int outputs, int steps, int labelled) {
        RecurrentLayers.install(network);
        DataSet data = new DataSet(noise(1, 8, inputs, steps), noise(2, 8, outputs, steps));
        INDArray mask = Nd4j.zeros(DataType.FLOAT, 8, steps);
        for (int b = 0; b < 8; b++) {
            for (int t = steps - labelled; t < steps; t++) {
                mask.putScalar(b, t, 1);
            }
        }
        data.setLabelsMaskArray(mask);
        List<FlowRecord> records = new ArrayList<>();
        try (FlowListener listener = FlowListener.attach(network, FlowConfig.DEFAULT, records::add)) {
            assertThat(network.getListeners()).contains(listener);
            network.fit(data);
        }
        return records.get(0);
    }

    private static FlowRecord lstm(int steps) {
        return recordOf(Records.lstm(), 6, 4, steps, 1);
    }

    @Test
    void writesEveryFigureOfAnLstm() {
        FlowRecord flow = lstm(5);
        LayerFlow layer = flow.layers().get(0);
        Row row = FORMAT.row(flow);
        assertThat(row.names())
                .containsExactly(
                        "record",
                        "update",
                        "epoch",
                        "batch",
                        "segment",
                        "miniBatchSize",
                        "scale",
                        "loss",
                        "verdict",
                        "layers");
        assertThat(row.toString())
                .startsWith(
                        "{\"record\":\"flow\",\"update\":0,\"epoch\":0,\"batch\":0,\"segment\":0,\"miniBatchSize\":8,"
                                + "\"scale\":\"mean\",\"loss\":");
        Row written = row.row("layers").row("lstm");
        assertThat(written.toString())
                .startsWith("{\"reversed\":false,\"steps\":5,\"firstStep\":0,"
                        + "\"labelled\":{\"first\":4,\"last\":4,\"count\":1},\"verdict\":{\"kind\":\"");
        double[] norms = written.row("cell").numbers("norms");
        assertThat(norms).hasSize(5);
        for (int t = 0; t < 5; t++) {
            double exact = layer.cellState().orElseThrow().norm(t, Scale.MEAN);
            assertThat(norms[t]).isBetween(exact * (1 - 1e-6), exact * (1 + 1e-6));
        }
        Row decay = written.row("cell").row("decay");
        assertThat(decay.names())
                .containsExactly("rate", "low", "high", "halfLife", "points", "zeros", "underflows", "nonFinite");
        GateFlow forget = layer.gates().get(0);
        Row gate = written.row("gates").row("forget");
        assertThat(gate.names()).containsExactly("mean", "saturated", "p10", "p50", "p90");
        assertThat(gate.numbers("mean")[2]).isEqualTo(Math.rint(forget.means()[2] * 1e4) / 1e4);
        assertThat(written.numbers("saturatedStates")).hasSize(5);
    }

    @Test
    void writesTheJacobiansByPathAndLag() {
        FlowRecord flow = lstm(5);
        JacobianRecord jacobians = flow.layers().get(0).jacobians().orElseThrow();
        Row written = FORMAT.row(flow).row("layers").row("lstm").row("jacobians");
        assertThat(written.names())
                .containsExactly(
                        "to", "examples", "stateSize", "recurrent", "steps", "products", "lowerBounds", "leftOut");
        assertThat(written.whole("to")).isEqualTo(4);
        assertThat(written.whole("stateSize")).isEqualTo(64);
        assertThat(written.row("recurrent").texts("gates"))
                .isEqualTo(jacobians.recurrent().gates());
        assertThat(written.row("recurrent").numbers("sigma")[1])
                .isCloseTo(jacobians.recurrent().matrices().get(1).sigma(), within(1e-6));
        assertThat(written.row("products").names()).containsExactly("state", "cell");
        Row cell = written.row("products").row("cell");
        assertThat(cell.names())
                .as("a gated cell has no bound of Pascanu's form")
                .containsExactly("lags", "log10Sigma", "log10SigmaMax", "log10StepBound", "log10Direct");
        assertThat(cell.numbers("lags")).containsExactly(1, 4);
        assertThat(cell.numbers("log10Sigma")[1])
                .isCloseTo(jacobians.byLag().get(3).medianLog10Sigma(), within(1e-4));
    }

    @Test
    void writesThePlainCellsBound() {
        FlowRecord flow = recordOf(Records.oneUnit(), 1, 1, 6, 1);
        JacobianRecord jacobians = flow.layers().get(0).jacobians().orElseThrow();
        Row written = FORMAT.row(flow).row("layers").row("rnn").row("jacobians");
        double sigma = written.row("recurrent").numbers("sigma")[0];
        double eta = 0.25 * sigma; // the steepest slope of the sigmoid
        assertThat(written.row("recurrent").number("gamma")).isEqualTo(0.25);
        assertThat(written.row("recurrent").flag("mustVanish")).isEqualTo(eta < 1);
        assertThat(written.row("recurrent").flag("mayExplode")).isEqualTo(eta > 1);
        Row state = written.row("products").row("state");
        assertThat(state.names())
                .as("a plain cell has no direct path")
                .containsExactly("lags", "log10Sigma", "log10SigmaMax", "log10Bound", "log10StepBound");
        assertThat(state.numbers("log10Bound")[1]).isCloseTo(5 * Math.log10(eta), within(1e-4));
        assertThat(state.numbers("log10SigmaMax")[1]).isLessThan(state.numbers("log10Bound")[1]);
        assertThat(jacobians.to()).isEqualTo(5);
    }

    @Test
    void writesThePartsOfTheGradientAsOfTheMean() {
        FlowRecord flow = lstm(5);
        ContributionRecord parts = flow.layers().get(0).contributions().orElseThrow();
        Row written = FORMAT.row(flow).row("layers").row("lstm").row("contributions");
        assertThat(written.names())
                .containsExactly("norms", "shares", "cosines", "miss", "relativeMiss", "total", "gates", "gateTotals");
        assertThat(written.number("total")).isCloseTo(parts.totalNorm() / 8, withinPercentage(1e-4));
        for (int k = 1; k < 5; k++) {
            assertThat(written.numbers("norms")[k])
                    .isCloseTo(parts.steps().get(k).norm() / 8, withinPercentage(0.06)); // 4 digits
            assertThat(written.numbers("shares")[k])
                    .isCloseTo(parts.steps().get(k).share(), within(6e-4));
            assertThat(written.numbers("cosines")[k])
                    .isCloseTo(parts.steps().get(k).cosine(), within(6e-4));
        }
        assertThat(Arrays.stream(written.numbers("shares")).sum()).isCloseTo(1, within(5 * 6e-4));
        assertThat(written.number("relativeMiss")).isLessThan(1e-5);
    }

    @Test
    void writesWhatIsNotFiniteByName() {
        MultiLayerNetwork network = Records.oneUnit();
        network.getParam("0_RW").assign(Float.POSITIVE_INFINITY);
        FlowRecord flow = recordOf(network, 1, 1, 4, 1);
        Row written = FORMAT.row(flow).row("layers").row("rnn");
        assertThat(written.row("verdict").text("kind")).isEqualTo("diverged");
        assertThat(written.row("verdict").number("arrived")).isNaN();
        assertThat(written.row("hidden").whole("nonFinite")).isPositive();
        assertThat(written.row("hidden").has("lastNonFinite")).isTrue();
        assertThat(FORMAT.row(flow).toString())
                .contains("\"NaN\"")
                .doesNotContain(":NaN")
                .doesNotContain(",NaN");
    }

    @Test
    void theTableHasALineForEverySeriesAndStep() {
        FlowRecord flow = lstm(5);
        List<Row> table = FORMAT.table(flow);
        assertThat(table).hasSize((2 + 3 * 5 + 1 + 3) * 5 + JACOBIANS);
        Set<String> names = table.get(0).names();
        assertThat(table).allSatisfy(row -> assertThat(row.names()).isEqualTo(names));
        assertThat(table.get(0))
                .returns("hidden", row -> row.text("series"))
                .returns(0L, row -> row.whole("step"))
                .returns(4L, row -> row.whole("lag"));
        assertThat(table.stream().map(row -> row.text("series")).distinct())
                .contains(
                        "saturatedStates", "recurrent.forget.sigma", "jacobian.cell.log10Direct", "contribution.share");
        Row product = table.stream()
                .filter(row -> row.text("series").equals("jacobian.state.log10Sigma"))
                .findFirst()
                .orElseThrow();
        JacobianRecord.LagSummary shortest =
                flow.layers().get(0).jacobians().orElseThrow().byLag().get(0);
        assertThat(product.whole("step")).isEqualTo(3);
        assertThat(product.whole("lag")).isEqualTo(1);
        assertThat(product.number("value")).isCloseTo(shortest.medianLog10Sigma(), within(1e-6));
    }

    @Test
    void theLineSaysWhatBecomesOfTheGradient() {
        FlowRecord flow = recordOf(Records.oneUnit(), 1, 1, 30, 1);
        assertThat(FORMAT.line(flow).orElseThrow())
                .startsWith(
                        "Update 0 (epoch 0, batch 0): flow rnn vanishing (less than 0.01 of it arrives at lag 29, 0.");
    }

    @Test
    void aLossAtEveryStepAddsTheFlowOfTheLastOne() {
        FlowRecord flow = recordOf(Records.lstm(), 6, 4, 5, 5);
        Row written = FORMAT.row(flow).row("layers").row("lstm").row("oneLoss");
        assertThat(written.whole("step")).isEqualTo(4);
        assertThat(written.row("hidden").numbers("norms")).hasSize(5);
        assertThat(written.row("cell").row("decay").number("rate")).isPositive();
        assertThat(written.row("contributions").names())
                .containsExactly("norms", "shares", "total", "gates", "gateTotals");
        // Profiles, gates and states; three series of parts for the sum and for one loss; and the Jacobians, see the
        // table's own test.
        assertThat(FORMAT.table(flow)).hasSize((4 + 3 * 5 + 1 + 2 * 3) * 5 + JACOBIANS);
    }

    /** Of sequences that end at different steps; the others' records say nothing of it. */
    @Test
    void saysWhereLagsAreThoseOfEachExample() {
        MultiLayerNetwork network = Records.lastStepLstm();
        RecurrentLayers.install(network);
        DataSet data = new DataSet(noise(1, 8, 6, 5), noise(2, 8, 4, 1).reshape(8, 4));
        INDArray mask = Nd4j.ones(DataType.FLOAT, 8, 5);
        mask.putScalar(3, 4, 0);
        data.setFeaturesMaskArray(mask);
        List<FlowRecord> records = new ArrayList<>();
        try (FlowListener listener = FlowListener.attach(network, FlowConfig.DEFAULT, records::add)) {
            assertThat(network.getListeners()).contains(listener);
            network.fit(data);
        }
        assertThat(FORMAT.row(records.get(0)).toString()).contains("\"byExample\":true");
        assertThat(FORMAT.row(lstm(5)).toString()).doesNotContain("byExample");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 500})
    void aTimeStepTakesLittle(int steps) {
        assertThat(bytes(lstm(steps))).isLessThan((long) MOST_BYTES_A_STEP * steps);
        assertThat(bytes(recordOf(Records.lstm(), 6, 4, steps, steps))).isLessThan((long) MOST_BYTES_A_STEP * steps);
    }

    /** Two LSTM layers and 100 steps with a loss at each, by the record's real size; the last update is one more. */
    @Test
    void aHundredThousandUpdatesFit() {
        long records = 100_000 / FlowConfig.DEFAULT.every() + 1L;
        // As if every record had Jacobians and contributions, as the first one has.
        assertThat(2 * bytes(recordOf(Records.lstm(), 6, 4, 100, 100)) * records)
                .isLessThan(MOST_BYTES);
    }

    private static long bytes(FlowRecord flow) {
        return FORMAT.row(flow).toString().getBytes(StandardCharsets.UTF_8).length + 1L;
    }
}
