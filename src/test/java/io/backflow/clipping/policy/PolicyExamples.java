// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.NormType;
import io.backflow.clipping.policy.GroupClipping.Group;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.setting.Catalogue;
import java.util.List;
import org.nd4j.linalg.schedule.ScheduleType;

/** Every policy, with settings by which it clips some updates of the small test networks; all schedules among them. */
final class PolicyExamples {

    private static final Threshold WARMING_UP = new Threshold.WarmUp(
            7, new Threshold.Exponential(0.1, 0.9, ScheduleType.ITERATION, 0.0), ScheduleType.ITERATION);
    private static final Threshold STEP_AN_EPOCH = new Threshold.Step(0.5, 0.1, 1, ScheduleType.EPOCH, 0.0);
    private static final Threshold COSINE = new Threshold.Cosine(0.5, 0.001, 9, ScheduleType.ITERATION);

    private PolicyExamples() {}

    /** Returns at least one example of each policy that a configuration may name. */
    static List<ClippingConfig> all() {
        List<ClippingConfig> all = List.of(
                new NoClipping(),
                new ValueClipping(0.01),
                new ValueClipping(COSINE),
                new GlobalNormClipping(0.02),
                new GlobalNormClipping(WARMING_UP, NormType.L2),
                new LayerNormClipping(STEP_AN_EPOCH, NormType.MAX),
                new ParameterNormClipping(0.05, NormType.L1),
                new NormalizedGradient(1e-8, Level.GATE, NormType.L2),
                new AdaptiveGradientClipping(0.01, 1e-3),
                new AutoClip(50),
                new AutoClip(30, 4),
                new ZClip(0.9, 0.1, 4, null),
                new ZClip(0.9, 0.1, 4, STEP_AN_EPOCH),
                new AdaGc(1.0, 0.02, 0.9, 3),
                new Spam(1.0, 0),
                new Spam(1.0, 4),
                new GroupClipping(
                        List.of(
                                new Group("**/RW", new AutoClip(20, 3)),
                                new Group("**/b", new ZClip(0.8, 0.1, 3, null)),
                                new Group("**/W/forget", null, WARMING_UP)),
                        new AdaptiveGradientClipping(COSINE, 1e-3)));
        assertThat(all.stream().map(Object::getClass))
                .as("an example of each")
                .containsAll(Catalogue.of(ClippingConfig.class).records());
        return all;
    }
}
