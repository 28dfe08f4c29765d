// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.NormType;
import io.backflow.clipping.policy.AdaGc;
import io.backflow.clipping.policy.AdaptiveGradientClipping;
import io.backflow.clipping.policy.AutoClip;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.GroupClipping;
import io.backflow.clipping.policy.GroupClipping.Group;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.clipping.policy.NormalizedGradient;
import io.backflow.clipping.policy.Spam;
import io.backflow.clipping.policy.ValueClipping;
import io.backflow.clipping.policy.ZClip;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.config.internal.Yaml;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.yaml.internal.Fixture.Fixed;
import io.backflow.yaml.internal.Fixture.Growing;
import io.backflow.yaml.internal.Fixture.HasTwoScalars;
import io.backflow.yaml.internal.Fixture.HasWideScalar;
import io.backflow.yaml.internal.Fixture.Sized;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.schedule.ScheduleType;

/** A choice that may be written as a plain value, and the clipping policies whose thresholds are such choices. */
class ScalarChoiceTest {

    private record Clips(ClippingConfig clipping) {}

    @Test
    void aPlainValueIsTheScalarChoice() {
        assertThat(Yaml.bind(Sized.class, "{size: 3, maybe: {type: growing, from: 1e-3}}"))
                .isEqualTo(new Sized(new Fixed(3), new Growing(new Fixed(0.001), 2)));
        assertThat(Yaml.bind(Sized.class, "{size: {type: fixed, value: 3}}")).isEqualTo(new Sized(new Fixed(3), null));
        assertThat(Yaml.bind(Sized.class, "{}")).isEqualTo(new Sized(new Fixed(1.5), null));
    }

    @Test
    void isWrittenAsAPlainValue() {
        Sized sized = new Sized(new Growing(new Growing(new Fixed(4), 1), 2), new Fixed(0.5));
        String yaml = ConfigWriter.write(sized);
        assertThat(yaml).isEqualTo("""
                size:
                  type: growing
                  from:
                    type: growing
                    from: 4.0
                    by: 1
                  by: 2
                maybe: 0.5
                """);
        assertThat(Yaml.bind(Sized.class, yaml)).isEqualTo(sized);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{size: abc}                       | 1:8 size must be a number, got 'abc'",
                "{size: -1}                        | 1:8 size must be a finite number > 0, got -1.0",
                "{size: .nan}                      | 1:8 size must be a finite number > 0, got NaN",
                "{size: [1]}                       | 1:8 size must be a number, got a list",
                "{size: {value: 1}}                | 1:2 size.type is missing; it must be one of [fixed, growing]",
                "{size: growing}                   | 1:2 size.from is missing",
                "{size: {type: growing, from: x}}  | 1:30 size.from must be a number, got 'x'"
            })
    void errorsNameTheSetting(String yaml, String problem) {
        assertThat(Yaml.problems(Sized.class, yaml)).containsExactly(problem);
    }

    @Test
    void onlyOneChoiceOfOneComponentCanBeScalar() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Yaml.bind(HasTwoScalars.class, "value: 1"))
                .withMessageContaining("cannot be @Scalar");
        assertThatIllegalStateException()
                .isThrownBy(() -> Yaml.bind(HasWideScalar.class, "value: 1"))
                .withMessageContaining("cannot be @Scalar");
    }

    static Stream<Arguments> clippings() {
        return Stream.of(
                Arguments.of("value", new ValueClipping(1.0)),
                Arguments.of("{type: global-norm, maxNorm: 5, normType: l1}", new GlobalNormClipping(5, NormType.L1)),
                Arguments.of(
                        "{type: global-norm, maxNorm: {type: step, initial: 5, factor: .5, every: 1000, by: iteration}}",
                        new GlobalNormClipping(
                                new Threshold.Step(5, 0.5, 1000, ScheduleType.ITERATION, 0), NormType.L2)),
                Arguments.of(
                        "{type: value, threshold: {type: exponential, initial: 5, factor: .9, by: epoch, minimum: 1}}",
                        new ValueClipping(new Threshold.Exponential(5, 0.9, ScheduleType.EPOCH, 1))),
                Arguments.of(
                        "{type: value, threshold: {type: warm-up, steps: 9, then: {type: cosine, initial: 5, last: 1, steps: 90}}}",
                        new ValueClipping(new Threshold.WarmUp(
                                9, new Threshold.Cosine(5, 1, 90, ScheduleType.ITERATION), ScheduleType.ITERATION))),
                Arguments.of("normalized-gradient", new NormalizedGradient(1e-8)),
                Arguments.of(
                        "{type: normalized-gradient, beta: 0, by: layer}",
                        new NormalizedGradient(0, Level.LAYER, NormType.L2)),
                Arguments.of("agc", new AdaptiveGradientClipping(0.01, 1e-3)),
                Arguments.of("autoclip", new AutoClip(10)),
                Arguments.of("{type: autoclip, percentile: 50, window: 1000}", new AutoClip(50, 1000)),
                Arguments.of("zclip", new ZClip(0.97, 2.5, 25, null)),
                Arguments.of("{type: zclip, maxNorm: 2}", new ZClip(0.97, 2.5, 25, Threshold.of(2))),
                Arguments.of("adagc", new AdaGc(1.05, 1.0, 0.98, 100)),
                Arguments.of("{type: adagc, lambdaRel: 2, lambdaAbs: 25, beta: 0, warmUp: 1}", new AdaGc(2, 25, 0, 1)),
                Arguments.of("spam", new Spam(5000, 20)),
                Arguments.of("{type: spam, theta: 50, warmUp: 0}", new Spam(50, 0)),
                Arguments.of(
                        "{type: groups, groups: [{match: 'lstm*/RW', maxNorm: .5}, {match: out, policy: agc}], otherwise: none}",
                        new GroupClipping(
                                List.of(
                                        new Group("lstm*/RW", 0.5),
                                        new Group("out", new AdaptiveGradientClipping(0.01, 1e-3))),
                                new NoClipping())));
    }

    @ParameterizedTest
    @MethodSource("clippings")
    void everyPolicyIsReadAndWritten(String yaml, ClippingConfig expected) {
        Clips clips = Yaml.bind(Clips.class, "clipping: " + yaml);
        assertThat(clips.clipping()).isEqualTo(expected);
        assertThat(Yaml.bind(Clips.class, ConfigWriter.write(clips))).isEqualTo(clips);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: groups, groups: []}  | 1:34 clipping.groups must have at least one element, got []",
                "{type: groups, groups: [{match: a}]} "
                        + "| 1:35 clipping.groups[0].policy must be given, or maxNorm, got neither",
                "{type: groups, groups: [{match: a, maxNorm: 0}]} "
                        + "| 1:55 clipping.groups[0].maxNorm must be a finite number > 0, got 0.0",
                "{type: zclip, alpha: 2}     | 1:32 clipping.alpha must be over 0 and below 1, got 2.0"
            })
    void brokenRulesAreShownWhereTheyStand(String yaml, String problem) {
        assertThat(Yaml.problems(Clips.class, "clipping: " + yaml)).containsExactly(problem);
    }
}
