// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.NonFiniteConfig;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.config.internal.BpttConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.UpdaterConfig;
import io.backflow.data.DataConfig;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.text.TextConfig;
import io.backflow.record.Row;
import io.backflow.record.internal.MetricsFormat;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.internal.output.SummedLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** The loss of minibatches as they are trained on, with installed layers and with DL4J's own. */
class MiniBatchLossTest {

    /** What says which row it is. */
    private static final List<String> OF_THE_ROW = List.of("record", "updates", "epoch", "split");

    /** Of a float output in 1; a loss is off by as much. */
    private static final double FLOAT_ROUNDING = 1e-6;

    /** So small that no float parameter changes. */
    private static final double NO_STEP = 1e-30;

    private static final int COUNT = 23;

    /** A task whose configuration may be truncated; its data are not read. */
    private static final DataConfig ANY_STEPS = new TextConfig("unread", null, 6, 0.2, 0.2);

    private static TrainingConfig truncated(int length) {
        return new TrainingConfig(new UpdaterConfig.Sgd(NO_STEP), 4, 5, null, new BpttConfig.Truncated(length, length));
    }

    private static MultiLayerNetwork network(SequenceData data, TrainingConfig training, boolean install) {
        JobConfig job = Tiny.job(ANY_STEPS, Tiny.LSTM, training);
        MultiLayerNetwork network = NetworkBuilder.build(job, data);
        if (install) {
            RecurrentLayers.install(network);
        }
        return network;
    }

    private static MultiLayerNetwork network(SequenceData data, boolean install) {
        return network(data, Tiny.iterations(5, NO_STEP), install);
    }

    private static Row train(MultiLayerNetwork network, MiniBatchLoss loss, DataSet batch) {
        loss.begin(batch);
        network.fit(batch);
        return new MetricsFormat().row(loss.metrics(network, Map.of()));
    }

    private static List<DataSet> batches(DataSetIterator iterator) {
        List<DataSet> batches = new ArrayList<>();
        iterator.forEachRemaining(batches::add);
        return batches;
    }

    /** The test split has the same sequences. */
    @ParameterizedTest
    @CsvSource({
        "CLASSIFY_SEQUENCE, true",
        "CLASSIFY_SEQUENCE, false",
        "CLASSIFY_STEPS, true",
        "CLASSIFY_STEPS, false",
        "REGRESS_SEQUENCE, true",
        "REGRESS_SEQUENCE, false",
        "REGRESS_STEPS, true",
        "REGRESS_STEPS, false"
    })
    void isWhatAnEvaluationOfTheSameSequencesSays(SequenceData.Objective objective, boolean install) {
        SequenceData data = new Sequences(objective, COUNT, 1).data();
        MultiLayerNetwork network = network(data, install);
        MiniBatchLoss loss = new MiniBatchLoss(objective, () -> true);
        network.setListeners(loss);
        Row trained = train(network, loss, data.training(COUNT, 1).next());
        Findings found = new Evaluator(data).evaluate(network, data.test(COUNT), new Cancellation());
        Row tested = new MetricsFormat().row(found.metrics(network, "test"));
        for (String name : tested.names()) {
            if ((!name.equals("lossScale") && !trained.has(name)) || OF_THE_ROW.contains(name)) {
                continue;
            }
            if (name.equals("lossScale")) {
                assertThat(trained.text(name)).isEqualTo(tested.text(name));
                continue;
            }
            double value = tested.number(name);
            assertThat(trained.number(name)).as(name).isCloseTo(value, within(FLOAT_ROUNDING * value));
        }
        assertThat(trained.has("bitsPerStep")).isEqualTo(objective == SequenceData.Objective.CLASSIFY_STEPS);
        assertThat(trained.has("labelledSteps")).isEqualTo(objective.everyStep());
        assertThat(trained.whole("sequences")).isEqualTo(COUNT);
        assertThat(loss.mean()).isEqualTo(trained.number("loss"));
    }

    /** A network that knows nothing loses log 3 at each step, however many there are. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void doesNotJumpBetweenBatchesOfDifferentLengths(boolean install) {
        SequenceData data = new Sequences(SequenceData.Objective.CLASSIFY_STEPS, COUNT, 1).data();
        MultiLayerNetwork network = network(data, install);
        network.params().assign(0);
        MiniBatchLoss loss = new MiniBatchLoss(SequenceData.Objective.CLASSIFY_STEPS, () -> true);
        network.setListeners(loss);
        List<Row> rows = batches(data.training(4, 1)).stream()
                .map(batch -> train(network, loss, batch))
                .toList();
        assertThat(rows).allSatisfy(row -> assertThat(row.number("loss")).isCloseTo(Math.log(3), within(1e-6)));
        assertThat(rows.stream().map(row -> row.number("labelledSteps")).distinct())
                .hasSizeGreaterThan(2);
        assertThat(rows.get(0).number("lossSum"))
                .isCloseTo(rows.get(0).number("loss") * rows.get(0).number("labelledSteps"), within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "CLASSIFY_STEPS, true, 2",
        "CLASSIFY_STEPS, false, 2",
        "REGRESS_STEPS, true, 4",
        "REGRESS_STEPS, false, 4"
    })
    void isThatOfAllSegments(SequenceData.Objective objective, boolean install, int length) {
        SequenceData data = new Sequences(objective, COUNT, 2).data();
        MultiLayerNetwork whole = network(data, install);
        MultiLayerNetwork cut = network(data, truncated(length), install);
        MiniBatchLoss ofWhole = new MiniBatchLoss(objective, () -> true);
        MiniBatchLoss ofSegments = new MiniBatchLoss(objective, () -> true);
        whole.setListeners(ofWhole);
        cut.setListeners(ofSegments);
        for (DataSet batch : batches(data.training(4, 1))) {
            Row expected = train(whole, ofWhole, batch);
            Row actual = train(cut, ofSegments, batch);
            assertThat(actual.number("loss"))
                    .isCloseTo(expected.number("loss"), within(FLOAT_ROUNDING * expected.number("loss")));
            assertThat(actual.number("labelledSteps")).isEqualTo(expected.number("labelledSteps"));
            assertThat(actual.whole("sequences")).isEqualTo(expected.whole("sequences"));
            long steps = batch.getFeatures().size(2);
            assertThat(actual.whole("segments")).isEqualTo((steps + length - 1) / length);
        }
    }

    /**
     * A label in the second of three segments is NaN; that update is skipped, and the third is as if it had not been.
     */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void aSegmentInTheMiddleIsNotMissed(boolean install, boolean gradientWasFinite) {
        SequenceData data = new Sequences(SequenceData.Objective.REGRESS_STEPS, COUNT, 2).data();
        MultiLayerNetwork network = network(data, truncated(2), install);
        MiniBatchLoss loss = new MiniBatchLoss(SequenceData.Objective.REGRESS_STEPS, () -> gradientWasFinite);
        NonFiniteConfig skip = new NonFiniteConfig(NonFiniteConfig.Action.SKIP, 3);
        network.setListeners(
                ClippingListener.builder(new NoClipping()).nonFinite(skip).build(), loss);
        DataSet batch = new DataSet(Nd4j.rand(2, 3, 6), Nd4j.rand(2, 3, 6));
        batch.getLabels().putScalar(0, 0, 2, Float.NaN);
        Row row = train(network, loss, batch);
        assertThat(network.score()).as("of the last segment").isFinite();
        assertThat(row.number("loss")).isNaN();
        assertThat(row.whole("segments")).isEqualTo(3);
        assertThat(row.whole("nonFiniteSegments")).isEqualTo(1);
        assertThat(loss.divergence()).isEqualTo(gradientWasFinite ? "The loss of update 1 is NaN" : "");
        batch.getLabels().putScalar(0, 0, 2, 0f);
        assertThat(train(network, loss, batch).whole("nonFiniteSegments")).isZero();
        assertThat(loss.divergence()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isFiniteWhereASumInFloatIsNot(boolean install) {
        SequenceData data = new Sequences(SequenceData.Objective.REGRESS_STEPS, COUNT, 1).data();
        MultiLayerNetwork network = network(data, install);
        network.getLayer(1).getParam("b").assign(1e19f); // its square is finite in float, a sum of ten is not
        MiniBatchLoss loss = new MiniBatchLoss(SequenceData.Objective.REGRESS_STEPS, () -> true);
        network.setListeners(loss);
        Row row = train(network, loss, data.training(COUNT, 1).next());
        assertThat(row.number("loss")).isCloseTo(1e38, within(1e32));
        assertThat(loss.divergence()).isEmpty();
    }

    /** Else its output would be computed once more, to the same loss. */
    @Test
    void installedOutputLayersHandOutWhatTheySummed() {
        SequenceData data = new Sequences(SequenceData.Objective.CLASSIFY_STEPS, COUNT, 1).data();
        MultiLayerNetwork network = network(data, true);
        List<Double> sums = new ArrayList<>();
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void onBackwardPass(Model model) {
                ((SummedLoss) network.getOutputLayer()).summedLoss().ifPresent(sums::add);
            }
        });
        network.fit(data.training(4, 1).next());
        assertThat(sums)
                .singleElement()
                .satisfies(sum -> assertThat(sum / 4).isCloseTo(network.score(), within(1e-12)));
    }

    @Test
    void isNotThatOfAMinibatchNobodyAnnounced() {
        SequenceData data = new Sequences(SequenceData.Objective.CLASSIFY_STEPS, COUNT, 1).data();
        MultiLayerNetwork network = network(data, true);
        network.setListeners(new MiniBatchLoss(SequenceData.Objective.CLASSIFY_STEPS, () -> true));
        DataSet batch = data.training(4, 1).next();
        assertThatIllegalStateException().isThrownBy(() -> network.fit(batch)).withMessageContaining("announced");
    }
}
