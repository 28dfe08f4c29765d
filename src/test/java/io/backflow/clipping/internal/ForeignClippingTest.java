// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.gradient.Bits;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** DL4J's own clipping beside ours is refused, before anything changes. */
class ForeignClippingTest {

    private static LSTM clipped(String name) {
        return new LSTM.Builder()
                .name(name)
                .nOut(TestNetworks.UNITS)
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedInEveryKindOfNetwork(TestNetwork kind) {
        Model model = kind.build(TestNetworks.base(DataType.FLOAT)
                .gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue));
        model.setListeners(new ClippingListener(new GlobalNormClipping(1.0)));
        INDArray before = model.params().dup();
        MultiDataSet data = kind.data(DataType.FLOAT, 2, 1);
        assertThatIllegalStateException()
                .isThrownBy(() -> TestNetwork.fit(model, data))
                .withMessageContaining("must not set DL4J's GradientNormalization beside Backflow's clipping")
                .withMessageContaining("got ClipElementWiseAbsoluteValue")
                .withMessageContaining("Remove one of the two");
        assertThat(Bits.of(model.params())).isEqualTo(Bits.of(before));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "None")
    void everyModeIsRefused(GradientNormalization mode) {
        MultiLayerNetwork network =
                TestNetworks.lstmNetwork(TestNetworks.base(DataType.FLOAT).gradientNormalization(mode));
        assertThatIllegalStateException()
                .isThrownBy(() -> ForeignClipping.refuse(network))
                .withMessage("Layer 'layer0' must not set DL4J's GradientNormalization beside Backflow's clipping, got "
                        + mode + ": two clippers would hide each other. Remove one of the two.");
    }

    @Test
    void theMessageNamesTheLayer() {
        MultiLayerNetwork network = TestNetworks.sequential(
                TestNetworks.base(DataType.FLOAT), TestNetworks.lstm(), clipped("second"), TestNetworks.eachStep());
        assertThatIllegalStateException()
                .isThrownBy(() -> ForeignClipping.refuse(network))
                .withMessageStartingWith("Layer 'second' ");
    }

    @Test
    void noneIsNoClipping() {
        MultiLayerNetwork network = TestNetworks.lstmNetwork(
                TestNetworks.base(DataType.FLOAT).gradientNormalization(GradientNormalization.None));
        assertThatCode(() -> ForeignClipping.refuse(network)).doesNotThrowAnyException();
    }

    @Test
    void aFrozenLayerClipsNothing() {
        MultiLayerNetwork network = TestNetworks.sequential(
                TestNetworks.base(DataType.FLOAT),
                new FrozenLayer(clipped("frozen")),
                TestNetworks.lstm(),
                TestNetworks.eachStep());
        assertThatCode(() -> ForeignClipping.refuse(network)).doesNotThrowAnyException();
    }
}
