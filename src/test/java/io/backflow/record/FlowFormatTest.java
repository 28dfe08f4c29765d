package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.flow.FlowConfig;
import io.backflow.flow.FlowListener;
import io.backflow.flow.FlowRecord;
import io.backflow.flow.LayerFlow;
import io.backflow.flow.gate.GateFlow;
import io.backflow.gradient.Scale;
import io.backflow.recurrent.RecurrentLayers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

    private static INDArray noise(long seed, int... shape) {
        Random random = new Random(seed);
        INDArray array = Nd4j.create(DataType.FLOAT, shape[0], shape[1], shape[2]);
        INDArray flat = array.reshape(array.length());
        for (long i = 0; i < flat.length(); i++) {
            flat.putScalar(i, random.nextGaussian());
        }
        return array;
    }

    private static FlowRecord recordOf(MultiLayerNetwork network, int inputs, int outputs, int steps, int labelled) {
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
        Row written = row.row("layers").row("0 (lstm)");
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
    void writesWhatIsNotFiniteByName() {
        MultiLayerNetwork network = Records.oneUnit();
        network.getParam("0_RW").assign(Float.POSITIVE_INFINITY);
        FlowRecord flow = recordOf(network, 1, 1, 4, 1);
        Row written = FORMAT.row(flow).row("layers").row("0 (rnn)");
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
        assertThat(table).hasSize((2 + 3 * 5 + 1) * 5);
        Set<String> names = table.get(0).names();
        assertThat(table).allSatisfy(row -> assertThat(row.names()).isEqualTo(names));
        assertThat(table.get(0))
                .returns("hidden", row -> row.text("series"))
                .returns(0L, row -> row.whole("step"))
                .returns(4L, row -> row.whole("lag"));
        assertThat(table.get(table.size() - 1).text("series")).isEqualTo("saturatedStates");
    }

    @Test
    void theLineSaysWhatBecomesOfTheGradient() {
        FlowRecord flow = recordOf(Records.oneUnit(), 1, 1, 30, 1);
        assertThat(FORMAT.line(flow).orElseThrow())
                .startsWith(
                        "Update 0 (epoch 0, batch 0): flow 0 (rnn) vanishing (less than 0.01 of it arrives at lag 29, 0.");
    }

    @Test
    void aLossAtEveryStepAddsTheFlowOfTheLastOne() {
        FlowRecord flow = recordOf(Records.lstm(), 6, 4, 5, 5);
        Row written = FORMAT.row(flow).row("layers").row("0 (lstm)").row("oneLoss");
        assertThat(written.whole("step")).isEqualTo(4);
        assertThat(written.row("hidden").numbers("norms")).hasSize(5);
        assertThat(written.row("cell").row("decay").number("rate")).isPositive();
        assertThat(FORMAT.table(flow)).hasSize((4 + 3 * 5 + 1) * 5);
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
        assertThat(2 * bytes(recordOf(Records.lstm(), 6, 4, 100, 100)) * records)
                .isLessThan(MOST_BYTES);
    }

    private static long bytes(FlowRecord flow) {
        return FORMAT.row(flow).toString().getBytes(StandardCharsets.UTF_8).length + 1L;
    }
}
