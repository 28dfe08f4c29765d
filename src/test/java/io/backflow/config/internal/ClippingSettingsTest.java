// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.gradient.Scale;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.recurrent.ThroughTimeClipping.By;
import io.backflow.recurrent.ThroughTimeClipping.Target;
import io.backflow.yaml.internal.ConfigWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClippingSettingsTest {

    private static final String JOB = "task: languages\ntraining: {epochs: 1}\ncell: lstm\n";

    private static ClippingSettings clipping(String yaml) {
        return Yaml.bind(JobConfig.class, JOB + "clipping: " + yaml).clipping();
    }

    @Test
    void clipsThroughTimeBesideAPolicyOrAlone() {
        ThroughTimeClipping hidden = new ThroughTimeClipping(Target.HIDDEN, By.NORM, 2);
        assertThat(clipping("{type: global-norm, maxNorm: 1, through-time: {target: hidden, by: norm, threshold: 2}}"))
                .isEqualTo(new ClippingSettings(new GlobalNormClipping(1), hidden));
        assertThat(clipping("{through-time: {target: hidden, by: norm, threshold: 2}}"))
                .isEqualTo(new ClippingSettings(new NoClipping(), hidden));
        assertThat(clipping("none")).isEqualTo(new ClippingSettings(new NoClipping()));
        assertThat(clipping("{through-time: {target: hidden, by: sequence, threshold: 2}}")
                        .throughTime())
                .isEqualTo(new ThroughTimeClipping(Target.HIDDEN, By.SEQUENCE, 2));
        assertThat(clipping("{through-time: {}}").throughTime())
                .isEqualTo(new ThroughTimeClipping(Target.PRE_ACTIVATION, By.VALUE, 10));
    }

    @Test
    void theScaleStandsBesideThePolicy() {
        ClippingSettings perStep = clipping("{type: global-norm, maxNorm: 1, scale: per-step}");
        assertThat(perStep).isEqualTo(new ClippingSettings(new GlobalNormClipping(1), Scale.PER_STEP, null));
        assertThat(clipping("{scale: sum}").scale()).isEqualTo(Scale.SUM);
        assertThat(clipping("global-norm").scale()).isEqualTo(Scale.MEAN);
        assertThat(Labels.ofClippings(List.of(clipping("{type: global-norm, maxNorm: 1}"), perStep)))
                .containsExactly("global-norm-scale-mean", "global-norm-scale-per-step");
    }

    @Test
    void readsBackWhatItWrites() {
        JobConfig job = Yaml.bind(
                JobConfig.class, JOB + "clipping: {type: global-norm, maxNorm: 1, through-time: {threshold: 3}}");
        String yaml = ConfigWriter.write(job);
        assertThat(yaml).contains("""
                clipping:
                  type: global-norm
                  maxNorm: 1.0
                  normType: l2
                  scale: mean
                  through-time:
                    target: pre-activation
                    by: value
                    threshold: 3.0
                """);
        assertThat(Yaml.bind(JobConfig.class, yaml)).isEqualTo(job);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clipping: {through-time: {threshold: 0}} | 4:38 clipping.through-time.threshold must be a finite number > 0, got 0.0",
                "clipping: {type: agc, scale: per_step} | 4:30 clipping.scale must be one of [sum, mean, per-step], got 'per_step'",
                "clipping: {throughTime: {}} | 4:1 clipping.type is missing; it must be one of [none,",
                "clipping: {type: none, throughTime: {}} | 4:24 unknown key 'throughTime', did you mean 'through-time'?",
            })
    void refusesWhatCannotBeDone(String lines, String problem) {
        assertThat(Yaml.problems(JobConfig.class, JOB + lines)).anyMatch(found -> found.startsWith(problem));
    }

    @Test
    void needsLayersThatCanBeClippedInside() {
        String problem =
                "through-time must be left out where layers are deeplearning4j, whose backward pass cannot be clipped"
                        + " inside, got one with threshold = 10.0";
        assertThat(Yaml.problems(JobConfig.class, JOB + "layers: deeplearning4j\nclipping: {through-time: {}}"))
                .containsExactly("5:26 clipping." + problem);
        assertThat(Yaml.problems(ComparisonConfig.class, """
                        tasks: [{data: languages, training: {epochs: 1}}]
                        cells: [lstm]
                        layers: deeplearning4j
                        clipping: [none, {through-time: {}}]
                        seeds: [1]
                        """)).containsExactly("4:33 clipping[1]." + problem);
    }

    @Test
    void namesArmsByBoth() {
        ComparisonConfig comparison = Yaml.bind(ComparisonConfig.class, """
                tasks: [{data: languages, training: {epochs: 1}}]
                cells: [lstm]
                clipping:
                  - none
                  - through-time: {}
                  - {type: global-norm, maxNorm: 1}
                  - {type: global-norm, maxNorm: 1, through-time: {threshold: 1}}
                  - {type: global-norm, maxNorm: 1, through-time: {threshold: 2}}
                seeds: [1]
                """);
        assertThat(comparison.trials().stream().map(Trial::clipping))
                .containsExactly(
                        "none",
                        "through-time",
                        "global-norm",
                        "global-norm-through-time-threshold-1.0",
                        "global-norm-through-time-threshold-2.0");
    }

    @Test
    void groupsMustFitTheNetworkBeforeItIsTrained() {
        List<String> problems = Yaml.problems(JobConfig.class, JOB + """
                clipping:
                  type: groups
                  groups:
                    - {match: "lstm*/RW", maxNorm: 1}
                    - {match: "rnn0/*/forget", maxNorm: 1}
                    - {match: "rnn*/RW", maxNorm: 1}
                    - {match: "output", maxNorm: 1}
                """);
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0))
                .startsWith("7:15 clipping.groups[0].match must match one of [rnn0, rnn0/W, rnn0/W/candidate,")
                .endsWith("output, output/W, output/b] in a network of lstm, got 'lstm*/RW'");
        assertThat(problems.get(1))
                .startsWith("9:15 clipping.groups[2].match must not match 'rnn0/RW/forget', as 'rnn0/*/forget' does,")
                .endsWith("got 'rnn*/RW'");
        assertThat(clipping("{type: groups, groups: [{match: '**/RW', maxNorm: 1}, {match: 'output', maxNorm: 2}]}"))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spam | 5:11 clipping.type",
                "{type: groups, groups: [{match: rnn0, policy: spam}]} | 5:57 clipping.groups[0].policy.type",
                "{type: groups, groups: [{match: rnn0, maxNorm: 1}], otherwise: {type: spam}} "
                        + "| 5:81 clipping.otherwise.type",
            })
    void spamNeedsAdam(String policy, String place) {
        String job = "task: languages\ncell: lstm\n";
        String adam = job + "training: {epochs: 1}\n\nclipping: " + policy;
        assertThat(Yaml.bind(JobConfig.class, adam)).isNotNull();
        String sgd = job + "training: {epochs: 1, updater: {type: sgd, learningRate: 0.1}}\n\nclipping: " + policy;
        assertThat(Yaml.problems(JobConfig.class, sgd))
                .containsExactly(place + " must not be spam unless the updater is adam, whose second moment it reads,"
                        + " got 'spam' with updater 'sgd'");
    }

    @Test
    void everyArmOfAComparisonMustFit() {
        List<String> problems = Yaml.problems(ComparisonConfig.class, """
                tasks: [{data: languages, training: {epochs: 1, updater: {type: sgd, learningRate: 0.1}}}]
                cells: [lstm, simple-rnn]
                seeds: [1]
                clipping:
                  - none
                  - spam
                  - {type: groups, groups: [{match: rnn0/RW/forget, maxNorm: 1}]}
                """);
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0)).startsWith("6:5 clipping[1].type must not be spam unless");
        assertThat(problems.get(1))
                .startsWith("7:37 clipping[2].groups[0].match must match one of")
                .contains("in a network of simple-rnn");
    }
}
