package io.backflow.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.GlobalNormClipping;
import io.backflow.clipping.NoClipping;
import io.backflow.recurrent.layer.ThroughTimeClipping;
import io.backflow.recurrent.layer.ThroughTimeClipping.By;
import io.backflow.recurrent.layer.ThroughTimeClipping.Target;
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
        assertThat(clipping("{through-time: {}}").throughTime())
                .isEqualTo(new ThroughTimeClipping(Target.PRE_ACTIVATION, By.VALUE, 10));
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
                        + " inside, got ThroughTimeClipping[target=PRE_ACTIVATION, by=VALUE, threshold=10.0]";
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
}
