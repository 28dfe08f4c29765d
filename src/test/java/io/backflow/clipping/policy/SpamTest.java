// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.SecondMoment;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Sgd;

/** Clipping by Adam's second moment, beside one that is computed from the gradients that the network had. */
class SpamTest extends RepeatablePolicyContract {

    private static final TestNetwork KIND = TestNetwork.TWO_NAMED_LSTM_LAYERS;
    private static final Model TRAINED = trained();

    private static Model trained() {
        Model model = KIND.build(TestNetworks.base(DataType.FLOAT).updater(new Adam(0.01)));
        for (int i = 0; i < 5; i++) {
            TestNetwork.fit(model, KIND.data(DataType.FLOAT, 4, i));
        }
        return model;
    }

    /** Of one updater for all parameters: first m, then v. */
    private static double[] secondMoment(Model model) {
        double[] state = ((MultiLayerNetwork) model)
                .getUpdater()
                .getStateViewArray()
                .castTo(DataType.DOUBLE)
                .dup()
                .data()
                .asDouble();
        return Arrays.copyOfRange(state, state.length / 2, state.length);
    }

    private static double theta(BareGradient gradient) {
        double[] g = gradient.elements();
        double[] v = secondMoment(gradient.model());
        double[] ratios = IntStream.range(0, g.length)
                .filter(i -> v[i] > 0 && g[i] != 0)
                .mapToDouble(i -> g[i] / v[i] * g[i])
                .sorted()
                .toArray();
        return ratios[ratios.length / 2];
    }

    @Override
    protected Model model() {
        return TRAINED;
    }

    @Override
    protected ClippingPolicy strict(BareGradient gradient) {
        return new Spam(theta(gradient), 0).newPolicy();
    }

    @Override
    protected List<ClippingPolicy> lenient(BareGradient gradient) {
        return List.of(new Spam(Double.MAX_VALUE, 0).newPolicy(), new Spam(Double.MIN_VALUE, 1).newPolicy());
    }

    @Override
    protected Model oneWeight() {
        Model model = super.oneWeight();
        ((MultiLayerNetwork) model).getUpdater().getStateViewArray().assign(1e-3);
        return model;
    }

    @Override
    protected ClippingPolicy ofOneWeight(BareGradient gradient) {
        return new Spam(100.0, 0).newPolicy();
    }

    @Override
    protected List<GradientBlock> kept(BareGradient gradient) {
        return List.of();
    }

    /** Else theta, a square, would be over the range of double. */
    @Override
    protected double extreme(double size) {
        return Math.max(1e-140, Math.min(1e140, size));
    }

    @Override
    protected void assertBounded(BareGradient before, BareGradient after, DataType type) {
        assertClipped(before.elements(), after.elements(), secondMoment(before.model()), theta(before), type);
    }

    private static void assertClipped(double[] old, double[] now, double[] v, double theta, DataType type) {
        for (int i = 0; i < old.length; i++) {
            double bound = Math.sqrt(theta * v[i]);
            boolean spike = v[i] > 0 && Math.abs(old[i]) > bound;
            double expected = spike ? Math.copySign(bound, old[i]) : old[i];
            if (spike) {
                assertThat(Math.abs(now[i])).isLessThanOrEqualTo(bound * (1 + 1e-15)); // the test divides once more
            }
            // Rounded down twice, at worst by a whole step, which below half's normal range is 2^-24.
            double step = 4 * roundoff(type) * Math.abs(expected) + (type == DataType.FLOAT16 ? 0x1p-24 : 1e-45);
            assertThat(now[i]).isCloseTo(expected, within(step));
        }
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void theSecondMomentIsThatOfTheGradientsSoFar(IUpdater updater, boolean miniBatch) {
        Model model =
                KIND.build(TestNetworks.base(DataType.DOUBLE).updater(updater).miniBatch(miniBatch));
        double[] v = new double[(int) model.numParams()];
        List<double[]> read = new ArrayList<>();
        int examples = 4;
        model.setListeners(new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model trained) {
                INDArray sum = trained.getGradientsViewArray();
                BareGradient bare = new BareGradient(trained, GradientLayout.of(trained), sum, examples);
                read.add(read(bare));
                assertThat(read.get(read.size() - 1)).containsExactly(v, within(1e-13));
                double beta2 = 0.999;
                for (int i = 0; i < v.length; i++) {
                    double mean = sum.getDouble(i) / examples;
                    v[i] = beta2 * v[i] + (1 - beta2) * mean * mean;
                }
            }
        });
        for (int i = 0; i < 10; i++) {
            TestNetwork.fit(model, KIND.data(DataType.DOUBLE, examples, i));
        }
        assertThat(read).hasSize(10);
        assertThat(Arrays.stream(read.get(9)).max().orElseThrow()).isGreaterThan(1e-10);
    }

    private static double[] read(BareGradient bare) {
        double[] all = new double[(int) bare.sum().length()];
        MeanGradient gradient = MeanGradient.of(bare.model(), bare.layout(), bare.sum(), bare.miniBatchSize(), 0, 0);
        SecondMoment moment = gradient.secondMoment().orElseThrow();
        for (GradientBlock leaf : bare.layout().leaves()) {
            double[] part = new double[(int) leaf.length()];
            moment.of(leaf).read(leaf.offset(), part.length, part);
            System.arraycopy(part, 0, all, (int) leaf.offset(), part.length);
        }
        return all;
    }

    static List<Arguments> updaters() {
        return List.of(
                Arguments.of(new Adam(0.01), true),
                Arguments.of(new Adam(0.01), false),
                Arguments.of(new AMSGrad(0.01), true),
                Arguments.of(new Nadam(0.01), true));
    }

    @Test
    void theFirstUpdateIsLeftAlone() {
        Model model = KIND.build(TestNetworks.base(DataType.FLOAT).updater(new Adam(0.01)));
        BareGradient gradient = BareGradient.of(model, DataType.FLOAT, 1, i -> 1e6);
        assertThat(gradient.clip(new Spam(1e-3, 0))).isEqualTo(ClipResult.UNCHANGED);
    }

    @Test
    void trainsANetworkWithSpikes() {
        Model model = KIND.build(TestNetworks.base(DataType.FLOAT).updater(new Adam(0.01)));
        List<ClippingRecord> clips = new ArrayList<>();
        model.setListeners(
                ClippingListener.builder(new Spam(5.0, 2)).clips(clips::add).build());
        for (int i = 0; i < 20; i++) {
            TestNetwork.fit(model, KIND.data(DataType.FLOAT, 4, i));
        }
        assertThat(clips.subList(0, 2)).noneMatch(clip -> clip.result().clipped());
        assertThat(clips).filteredOn(clip -> clip.result().clipped()).isNotEmpty();
        for (ClippingRecord clip : clips) {
            assertThat(clip.globalAfter()).isLessThanOrEqualTo(clip.globalBefore());
            for (ClipResult.BlockClip block : clip.result().blocks()) {
                GradientBlock parameter =
                        clip.after().layout().find(block.path()).orElseThrow();
                double measured = clip.after().of(parameter).l2();
                assertThat(block.after()).isCloseTo(measured, within(1e-6 * measured));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void aParameterWhoseUpdaterKeepsNoneIsNamed(DataType type) {
        for (IUpdater other : List.of(new Sgd(0.1), new AdaMax(0.01))) {
            LSTM lower = new LSTM.Builder().nOut(3).updater(new Adam(0.1)).build();
            LSTM upper = new LSTM.Builder().nOut(3).updater(other).build();
            MultiLayerNetwork network = TestNetworks.sequential(
                    TestNetworks.base(type).updater(new Adam(0.1)), lower, upper, TestNetworks.eachStep());
            BareGradient gradient = BareGradient.of(network, type, 1, i -> 1.0);
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> gradient.clip(new Spam(5000)))
                    .withMessage(
                            "The updater of 'layer1/W/candidate' must keep a second moment (Adam, AMSGrad or Nadam), "
                                    + "got " + other.getClass().getSimpleName());
            // A group of those that keep one is bounded.
            ClippingConfig group = new GroupClipping(List.of(new GroupClipping.Group("layer0", new Spam(5000))));
            assertThat(gradient.clip(group)).isEqualTo(ClipResult.UNCHANGED);
        }
    }

    @Test
    void aNetworkWithoutAnyStateIsRefused() {
        Model model = KIND.build(DataType.FLOAT);
        BareGradient gradient = BareGradient.of(model, DataType.FLOAT, 1, i -> 1.0);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> gradient.clip(new Spam(5000)))
                .withMessageContaining("'lower/half/W/candidate'")
                .withMessageEndingWith("got Sgd");
    }
}
