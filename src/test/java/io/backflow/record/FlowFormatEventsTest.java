// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.flow.FlowConfig;
import io.backflow.flow.FlowListener;
import io.backflow.flow.FlowRecord;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.recurrent.ThroughTimeClipping.By;
import io.backflow.recurrent.ThroughTimeClipping.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.dataset.DataSet;

/** What is in the row of a flow that is not what it would be by itself: one that is broken, or clipped on its way. */
class FlowFormatEventsTest {

    private static final FlowFormat FORMAT = new FlowFormat();

    /**
     * An infinite recurrent weight leaves the states of a sigmoid at 1, whose slope of 0 times infinity is no number.
     */
    @ParameterizedTest
    @CsvSource({"0_b, NaN, forward, 0", "0_RW, Infinity, backward, 2"})
    void writesWhatWasNotFiniteFirst(String parameter, float value, String stage, int step) {
        MultiLayerNetwork network = Records.oneUnit();
        network.getParam(parameter).assign(value);
        FlowRecord flow = FlowFormatTest.recordOf(network, 1, 1, 4, 1);
        FlowRecord.Divergence divergence = Objects.requireNonNull(flow.divergence());
        assertThat(FORMAT.row(flow).row("divergence").toString())
                .isEqualTo("{\"stage\":\"" + stage + "\",\"layer\":\"rnn\",\"reversed\":false,\"step\":" + step
                        + ",\"entered\":false}");
        assertThat(FORMAT.row(flow).row("layers").row("rnn").row("verdict").text("reason"))
                .endsWith("; " + divergence);
        assertThat(FORMAT.line(flow).orElseThrow()).contains("went first").contains("at step " + step + " of rnn");
    }

    @Test
    void aLossThatWasNotFiniteFirstLiesInNoLayer() {
        MultiLayerNetwork network = Records.lstm();
        network.getParam("1_b").assign(Float.NaN);
        FlowRecord flow = FlowFormatTest.recordOf(network, 6, 4, 5, 1);
        assertThat(FORMAT.row(flow).row("divergence").toString()).isEqualTo("{\"stage\":\"loss\"}");
    }

    @Test
    void aFlowThatIsFiniteSaysNothingOfIt() {
        FlowRecord flow = FlowFormatTest.recordOf(Records.lstm(), 6, 4, 5, 1);
        assertThat(FORMAT.row(flow).toString()).doesNotContain("divergence").doesNotContain("throughTime");
    }

    @Test
    void writesTheFlowWithAndWithoutClippingThroughTime() {
        MultiLayerNetwork network = Records.lastStepLstm();
        RecurrentLayers.install(network);
        RecurrentLayers.clipThroughTime(network, new ThroughTimeClipping(Target.HIDDEN, By.NORM, 1e-6), record -> {});
        List<FlowRecord> records = new ArrayList<>();
        try (FlowListener listener = FlowListener.attach(network, FlowConfig.DEFAULT, records::add)) {
            assertThat(network.getListeners()).contains(listener);
            network.fit(new DataSet(
                    FlowFormatTest.noise(1, 8, 6, 5),
                    FlowFormatTest.noise(2, 8, 4, 1).reshape(8, 4)));
        }
        FlowRecord flow = records.get(0);
        Row layer = FORMAT.row(flow).row("layers").row("lstm");
        Row throughTime = layer.row("throughTime");
        assertThat(throughTime.names()).containsExactly("stepsClipped", "unclipped");
        assertThat(throughTime.whole("stepsClipped"))
                .as("the last step, from which on it decays")
                .isEqualTo(1);
        Row unclipped = throughTime.row("unclipped");
        assertThat(unclipped.names()).containsExactly("verdict", "hidden", "cell");
        assertThat(unclipped.row("hidden").numbers("norms")[4])
                .isGreaterThan(layer.row("hidden").numbers("norms")[4]);
        assertThat(FORMAT.line(flow).orElseThrow()).contains(" after clipping through time");
    }
}
