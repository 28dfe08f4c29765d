// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.NonFiniteConfig;
import io.backflow.clipping.policy.AdaptiveGradientClipping;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.LayerNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.clipping.policy.ParameterNormClipping;
import io.backflow.clipping.policy.ValueClipping;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.NaiveNorms;
import io.backflow.gradient.Norms;
import io.backflow.gradient.Poison;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.Snapshots;
import io.backflow.gradient.TestNetwork;
import io.backflow.statistics.internal.Quantile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What is known of every update, and what is computed rather than measured. */
class ClippingTelemetryTest {

    private static final TestNetwork KIND = TestNetwork.LSTM_LAYER;
    private static final SamplingSchedule NEVER = update -> false;
    private static final int EXAMPLES = 4;

    private final List<ClippingRecord> clips = new ArrayList<>();

    private static void train(DataType type, int updates, TrainingListener... listeners) {
        Model model = KIND.build(type);
        model.setListeners(listeners);
        for (int i = 0; i < updates; i++) {
            TestNetwork.fit(model, KIND.data(type, EXAMPLES, i));
        }
    }

    private ClippingListener listener(ClippingConfig clipping, SamplingSchedule schedule) {
        return ClippingListener.builder(clipping)
                .nonFinite(new NonFiniteConfig(NonFiniteConfig.Action.SKIP, 10))
                .schedule(schedule)
                .clips(clips::add)
                .build();
    }

    /** Returns a threshold that some gradients are over and some are not: the median without clipping. */
    private double inTheMiddle(DataType type) {
        train(type, 12, listener(new NoClipping(), NEVER));
        double middle = clips.stream()
                .map(ClippingRecord::globalBefore)
                .sorted()
                .toList()
                .get(6);
        clips.clear();
        return middle;
    }

    @Test
    void everyRecordSaysWhatAllGradientsSoFarHadInCommon() {
        Poison poison = new Poison("layer0/W", Map.of(3, Double.NaN));
        double threshold = inTheMiddle(DataType.DOUBLE);
        train(DataType.DOUBLE, 12, poison, listener(new GlobalNormClipping(threshold), NEVER));
        List<Double> norms = new ArrayList<>();
        int clipped = 0;
        for (int i = 0; i < clips.size(); i++) {
            ClippingRecord clip = clips.get(i);
            clipped += clip.action() == Action.CLIPPED ? 1 : 0;
            if (clip.nonFinite() == null) {
                norms.add(clip.globalBefore());
            }
            ClippingRecord.ClippingStatistics statistics = clip.statistics();
            assertThat(statistics.gradients()).isEqualTo(i + 1);
            assertThat(statistics.clipped()).isEqualTo(clipped);
            assertThat(statistics.shareClipped()).isEqualTo((double) clipped / (i + 1));
            assertThat(statistics.nonFinite()).isEqualTo(i < 3 ? 0 : 1);
            checkQuantile(statistics.p50(), 0.5, norms);
            checkQuantile(statistics.p90(), 0.9, norms);
            checkQuantile(statistics.p99(), 0.99, norms);
        }
        assertThat(clipped).as("some are over the threshold, some are not").isBetween(1, 10);
        assertThat(clips.stream().filter(clip -> clip.nonFinite() == null))
                .allMatch(clip -> clip.result().threshold() == threshold);
        assertThat(ClippingRecord.ClippingStatistics.NONE.shareClipped()).isZero();
    }

    private static void checkQuantile(double actual, double q, List<Double> norms) {
        double exact = Quantile.ofSorted(
                norms.stream().mapToDouble(Double::doubleValue).sorted().toArray(), q);
        assertThat(actual)
                .isCloseTo(exact, within(exact * ClippingRecord.ClippingStatistics.RELATIVE_ERROR * (1 + 1e-9)));
    }

    @Test
    void onlySampledAndLostUpdatesAreMarkedAsSampled() {
        Poison poison = new Poison("layer0/W", Map.of(2, Double.NaN));
        train(DataType.DOUBLE, 6, poison, listener(new GlobalNormClipping(0.01), update -> update == 4));
        assertThat(clips).extracting(ClippingRecord::isSampled).containsExactly(true, false, true, false, true, false);
    }

    static Stream<ClippingConfig> policies() {
        return Stream.of(
                new NoClipping(),
                new ValueClipping(0.01),
                new GlobalNormClipping(0.02),
                new LayerNormClipping(0.1),
                new ParameterNormClipping(0.05),
                new AdaptiveGradientClipping(0.001, 1e-3));
    }

    /**
     * Nobody takes gradients and nothing is sampled, so that norms are computed where a policy only multiplied blocks.
     */
    @ParameterizedTest
    @MethodSource("policies")
    void theNormsAfterClippingAreRightWhetherMeasuredOrComputed(ClippingConfig policy) {
        Snapshots after = new Snapshots(KIND);
        train(DataType.FLOAT, 3, listener(policy, NEVER), after);
        for (int i = 1; i < 3; i++) {
            ClippingRecord clip = clips.get(i);
            assertThat(clip.isSampled()).isFalse();
            for (GradientBlock block : clip.after().layout().blocks()) {
                double[] elements = after.gradient(i).elements(block.path());
                Norms norms = clip.after().of(block);
                // Each element was rounded to float once, which a computed norm leaves out.
                double l2 = NaiveNorms.l2(elements) / EXAMPLES;
                assertThat(norms.l2()).isCloseTo(l2, within(2 * 0x1p-24 * l2));
                if (policy.newPolicy().needsL2Only()) {
                    assertThat(norms.max()).isNaN();
                } else {
                    double max = NaiveNorms.max(elements) / EXAMPLES;
                    assertThat(norms.max()).isCloseTo(max, within(2 * 0x1p-24 * max));
                }
            }
            assertThat(clip.after() == clip.before()).isEqualTo(!clip.result().clipped());
        }
    }

    /** What is recorded must not decide what is clipped: the L2 norms are the same bits whatever else is measured. */
    @ParameterizedTest
    @MethodSource("policies")
    void whatIsRecordedDoesNotChangeTraining(ClippingConfig policy) {
        Snapshots unrecorded = new Snapshots(KIND);
        train(DataType.FLOAT, 5, listener(policy, NEVER), unrecorded);
        List<ClippingRecord> seldom = List.copyOf(clips);
        clips.clear();
        Snapshots recorded = new Snapshots(KIND);
        train(DataType.FLOAT, 5, listener(policy, update -> true), recorded);
        for (int i = 0; i < 5; i++) {
            assertThat(recorded.gradient(i).elements(""))
                    .isEqualTo(unrecorded.gradient(i).elements(""));
            assertThat(clips.get(i).globalBefore()).isEqualTo(seldom.get(i).globalBefore());
            assertThat(clips.get(i).before().global().max()).isFinite();
        }
    }

    @Test
    void aRepeatedScalingAndOneOfAPartAreComputedTogether() {
        ClippingPolicy twice = gradient -> {
            double before = gradient.norms().global().l2();
            gradient.scale(gradient.layout().model(), 0.5);
            gradient.scale(gradient.layout().find("layer0/RW/forget").orElseThrow(), 0.25);
            return new ClipResult(List.of(new ClipResult.BlockClip("", before, before / 2, 1)), "twice");
        };
        Snapshots after = new Snapshots(KIND);
        ClippingListener listener = ClippingListener.builder(() -> twice)
                .schedule(NEVER)
                .clips(clips::add)
                .build();
        train(DataType.DOUBLE, 2, listener, after);
        GradientBlock forget =
                clips.get(1).after().layout().find("layer0/RW/forget").orElseThrow();
        NaiveNorms.check(
                "part", clips.get(1).after().of(forget), after.gradient(1).elements(forget.path()), 0.25, 1e-14);
        NaiveNorms.check("all", clips.get(1).after().global(), after.gradient(1).elements(""), 0.25, 1e-14);
    }

    /** Whatever is recorded is what would have been recorded if everything always were. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void whatIsRecordedDoesNotDependOnHowMuchIsMeasured(int every) {
        double threshold = inTheMiddle(DataType.FLOAT);
        List<GradientRecord> all = new ArrayList<>();
        List<GradientRecord> some = new ArrayList<>();
        for (int n : new int[] {1, every}) {
            try (ClippingListener listener = ClippingListener.builder(new GlobalNormClipping(threshold))
                    .schedule(SamplingSchedule.every(n))
                    .gradients(n == 1 ? all::add : some::add)
                    .build()) {
                train(DataType.FLOAT, 9, listener);
            }
        }
        assertThat(all).hasSize(9);
        assertThat(some).hasSizeLessThan(9);
        assertThat(some.get(some.size() - 1).index().update()).isEqualTo(8);
        for (GradientRecord record : some) {
            GradientRecord full = all.get((int) record.index().update());
            assertThat(record.parameters().all()).isEqualTo(full.parameters().all());
            record.stages()
                    .forEach((stage, norms) -> assertThat(norms.all())
                            .isEqualTo(full.at(stage).orElseThrow().all()));
        }
    }
}
