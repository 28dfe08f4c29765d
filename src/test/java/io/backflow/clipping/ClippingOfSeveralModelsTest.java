// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.gradient.Bits;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.TestNetwork;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One listener for several models, as DL4J's ParallelWrapper uses it. */
class ClippingOfSeveralModelsTest {

    private static final TestNetwork KIND = TestNetwork.LSTM_LAYER;

    private final List<ClippingRecord> clips = Collections.synchronizedList(new ArrayList<>());

    private static void train(Model model, TestNetwork kind, int updates) {
        for (int i = 0; i < updates; i++) {
            TestNetwork.fit(model, kind.data(DataType.DOUBLE, 4, i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void twoModelsInTwoThreadsAreClippedApart(int round) throws InterruptedException {
        List<TestNetwork> kinds = List.of(KIND, TestNetwork.GRAPH_OF_TWO_TASKS);
        List<INDArray> alone = new ArrayList<>();
        for (TestNetwork kind : kinds) {
            Model model = kind.build(DataType.DOUBLE);
            model.setListeners(new ClippingListener(new GlobalNormClipping(0.02)));
            train(model, kind, 10);
            alone.add(model.params());
        }
        ClippingListener shared = ClippingListener.builder(new GlobalNormClipping(0.02))
                .clips(clips::add)
                .build();
        List<Model> models =
                kinds.stream().map(kind -> kind.build(DataType.DOUBLE)).toList();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Model model = models.get(i);
            TestNetwork kind = kinds.get(i);
            model.setListeners(shared);
            threads.add(new Thread(() -> train(model, kind, 10)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(Bits.of(models.get(0).params())).isEqualTo(Bits.of(alone.get(0)));
        assertThat(Bits.of(models.get(1).params())).isEqualTo(Bits.of(alone.get(1)));
        assertThat(clips).hasSize(20);
    }

    @Test
    void eachModelGetsAPolicyOfItsOwnThatGoesWithIt() throws InterruptedException {
        List<WeakReference<ClippingPolicy>> policies = new ArrayList<>();
        ClippingListener listener = ClippingListener.builder(() -> {
                    ClippingPolicy own = new OneInTwo();
                    policies.add(new WeakReference<>(own));
                    return own;
                })
                .clips(clips::add)
                .build();
        for (int i = 0; i < 2; i++) {
            trainNewModel(3, listener);
        }
        assertThat(policies).hasSize(2);
        assertThat(clips)
                .extracting(ClippingRecord::action)
                .containsExactly(
                        Action.UNCHANGED,
                        Action.CLIPPED,
                        Action.UNCHANGED, //
                        Action.UNCHANGED,
                        Action.CLIPPED,
                        Action.UNCHANGED);
        // The map clears what is gone as it is used.
        for (int i = 0; i < 50 && policies.get(0).get() != null; i++) {
            System.gc();
            Thread.sleep(10);
            trainNewModel(1, listener);
        }
        assertThat(policies.get(0).get()).isNull();
    }

    private static void trainNewModel(int updates, ClippingListener listener) {
        Model model = KIND.build(DataType.DOUBLE);
        model.setListeners(listener);
        train(model, KIND, updates);
    }

    /** A policy with state, of somebody else. */
    private static final class OneInTwo implements ClippingPolicy {
        private int calls;

        @Override
        public ClipResult clip(MeanGradient gradient) {
            if (calls++ % 2 == 0) {
                return ClipResult.UNCHANGED;
            }
            GradientBlock model = gradient.layout().model();
            double before = gradient.norms().global().l2();
            gradient.scale(model, 0.5);
            return new ClipResult(
                    List.of(new ClipResult.BlockClip("", before, before / 2, model.length())), "every second");
        }
    }
}
