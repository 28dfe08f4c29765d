// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.gradient.internal.GradientMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Every norm of every block at every stage, against plain loops over copies of the model's named arrays. */
class GradientStagesTest {

    private static final int UPDATES = 3;
    private static final int EXAMPLES = 4;

    /**
     * The update is compared with a difference of parameters, which is rounded to the parameters' type: half a unit in
     * the last place of parameters below 4 is 2^-23 in float, beside updates of 1e-3 and more. In double 2^-52.
     */
    private static double absoluteTolerance(DataType type) {
        return type == DataType.FLOAT ? 0x1p-23 : 0x1p-52;
    }

    static Stream<Arguments> networksAndTypes() {
        return Stream.of(TestNetwork.values())
                .flatMap(network ->
                        Stream.of(Arguments.of(network, DataType.FLOAT), Arguments.of(network, DataType.DOUBLE)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("networksAndTypes")
    void normsAreThoseOfTheNamedArrays(TestNetwork kind, DataType type) {
        NeuralNetConfiguration.Builder base = TestNetworks.base(type).l2(0.01);
        Model model = kind.build(base);
        Snapshots seen = new Snapshots(kind);
        List<GradientRecord> records = train(kind, model, type, Scale.SUM, seen);

        assertThat(records).hasSize(UPDATES);
        for (int i = 0; i < UPDATES; i++) {
            check("raw", records.get(i), Stage.RAW, seen.gradient(i), 1.0);
            check("clipped", records.get(i), Stage.CLIPPED, seen.gradient(i), 1.0);
            checkParameters(records.get(i), seen.parameters(i));
            checkUpdate(records.get(i), seen.update(i), absoluteTolerance(type));
        }
    }

    static Stream<Arguments> updaters() {
        List<IUpdater> updaters = List.of(new Sgd(0.5), new Adam(0.05), new Nesterovs(0.1, 0.9));
        return updaters.stream()
                .flatMap(updater -> Stream.of(true, false)
                        .flatMap(miniBatch -> Stream.of(Scale.values())
                                .map(scale ->
                                        Arguments.of(updater.getClass().getSimpleName(), updater, miniBatch, scale))));
    }

    @ParameterizedTest(name = "{0}, miniBatch({2}), {3}")
    @MethodSource("updaters")
    void scaleAndUpdaterAreToldApart(String name, IUpdater updater, boolean miniBatch, Scale scale) {
        TestNetwork kind = TestNetwork.LSTM_LAYER;
        Model model = kind.build(TestNetworks.base(DataType.DOUBLE)
                .updater(updater)
                .weightDecay(0.01)
                .miniBatch(miniBatch));
        Snapshots seen = new Snapshots(kind);
        List<GradientRecord> records = train(kind, model, DataType.DOUBLE, scale, seen);

        double factor = switch (scale) {
            case SUM -> 1.0;
            case MEAN -> 1.0 / EXAMPLES;
            case PER_STEP -> 1.0 / (EXAMPLES * TestNetworks.STEPS);
        };
        for (int i = 0; i < UPDATES; i++) {
            assertThat(records.get(i).scale()).isEqualTo(scale);
            assertThat(records.get(i).miniBatchSize()).isEqualTo(EXAMPLES);
            check("raw", records.get(i), Stage.RAW, seen.gradient(i), factor);
            // An update is the difference of the parameters before and after it here, each rounded by its own size.
            // The one is at most the other and the update together.
            double largest = NaiveNorms.max(seen.parameters(i).elements(""))
                    + NaiveNorms.max(seen.update(i).elements(""));
            double size = Math.max(1, largest / 2);
            checkUpdate(records.get(i), seen.update(i), size * absoluteTolerance(DataType.DOUBLE));
            checkRatio(records.get(i), seen.update(i), seen.parameters(i));
        }
    }

    private static List<GradientRecord> train(
            TestNetwork kind, Model model, DataType type, Scale scale, Snapshots seen) {
        List<GradientRecord> records = new ArrayList<>();
        model.setListeners(seen, new GradientListener(SamplingSchedule.every(1), scale, records::add));
        for (int i = 0; i < UPDATES; i++) {
            MultiDataSet data = kind.data(type, EXAMPLES, i);
            TestNetwork.fit(model, data);
        }
        return records;
    }

    private static void check(String what, GradientRecord record, Stage stage, NaiveModel expected, double factor) {
        StageNorms norms = record.at(stage).orElseThrow();
        assertThat(record.layout().blocks()).extracting(GradientBlock::path).isEqualTo(expected.paths());
        for (GradientBlock block : record.layout().blocks()) {
            double[] elements = expected.elements(block.path());
            if (block.level() == GradientBlock.Level.LAYER) {
                assertThat(NaiveNorms.l2(elements)).as("not trivially 0").isPositive();
            }
            NaiveNorms.check(
                    what + " " + block.path(), norms.of(block), elements, factor, NaiveNorms.ORDER_OF_SUMMATION);
        }
    }

    private static void checkParameters(GradientRecord record, NaiveModel expected) {
        for (GradientBlock block : record.layout().blocks()) {
            double[] elements = expected.elements(block.path());
            Norms norms = record.parameters().of(block);
            NaiveNorms.check("parameters " + block.path(), norms, elements, 1.0, NaiveNorms.ORDER_OF_SUMMATION);
        }
    }

    private static void checkUpdate(GradientRecord record, NaiveModel expected, double eachElement) {
        StageNorms update = record.at(Stage.UPDATE).orElseThrow();
        for (GradientBlock block : record.layout().blocks()) {
            double[] elements = expected.elements(block.path());
            Norms norms = update.of(block);
            assertThat(norms.l1())
                    .as("update l1 " + block.path())
                    .isCloseTo(NaiveNorms.l1(elements), within(eachElement * elements.length));
            assertThat(norms.l2())
                    .as("update l2 " + block.path())
                    .isCloseTo(NaiveNorms.l2(elements), within(eachElement * Math.sqrt(elements.length)));
            assertThat(norms.max())
                    .as("update max " + block.path())
                    .isCloseTo(NaiveNorms.max(elements), within(eachElement));
        }
    }

    private static void checkRatio(GradientRecord record, NaiveModel update, NaiveModel parameters) {
        for (GradientBlock block : record.layout().blocks()) {
            double expected =
                    NaiveNorms.l2(update.elements(block.path())) / NaiveNorms.l2(parameters.elements(block.path()));
            // The difference of parameters is rounded to 2^-53 of each, beside updates of 1e-3 of them: 1e-12 is left.
            assertThat(record.updateRatio(block).orElseThrow())
                    .as("ratio " + block.path())
                    .isCloseTo(expected, within(expected * 1e-11));
        }
    }

    @Test
    void aViewOfAnotherLengthIsRefused() {
        Model model = TestNetwork.LSTM_LAYER.build(DataType.FLOAT);
        GradientMeter meter = new GradientMeter(GradientLayout.of(model));
        INDArray shorter = model.params().dup();
        INDArray flat = shorter.reshape(shorter.length());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> meter.measure(flat.get(NDArrayIndex.interval(1, flat.length()))))
                .withMessageContaining(String.valueOf(flat.length()));
    }
}
