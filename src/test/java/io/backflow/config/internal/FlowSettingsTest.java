// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.flow.ContributionCapture;
import io.backflow.flow.FlowConfig;
import io.backflow.flow.FlowConfig.GateCapture;
import io.backflow.flow.JacobianCapture;
import io.backflow.flow.jacobian.JacobianOptions;
import org.junit.jupiter.api.Test;

class FlowSettingsTest {

    private static final String JOB = "task: languages\ncell: lstm\ntraining: {epochs: 1}\n";

    private static final String COMPARISON =
            "tasks: [{data: languages, training: {epochs: 1}}]\ncells: [lstm, gru]\nseeds: [1]\n";

    private static JobConfig job(String yaml) {
        return Yaml.bind(JobConfig.class, JOB + yaml);
    }

    @Test
    void theDefaultsAreThoseOfTheLibrary() {
        assertThat(job("flow: {}").settings().flow()).isEqualTo(FlowConfig.DEFAULT);
        assertThat(job("").settings().flow()).isNull();
        assertThat(job("").settings().flowOrDefault()).isEqualTo(FlowConfig.DEFAULT);
        assertThat(job("layers: deeplearning4j").settings().flowOrDefault().records())
                .isFalse();
    }

    @Test
    void saysHowOftenAndWhat() {
        assertThat(job("flow: {every: 7, gates: means}").settings().flowOrDefault())
                .isEqualTo(new FlowConfig(
                        7, GateCapture.MEANS, true, null, JacobianCapture.DEFAULT, ContributionCapture.DEFAULT));
        assertThat(job("flow: {every: 0}").settings().flowOrDefault().records()).isFalse();
    }

    @Test
    void namesTheStepWhoseLossIsFollowed() {
        FlowConfig flow = job("flow: {lossStep: 7}").settings().flowOrDefault();
        assertThat(flow).isEqualTo(FlowConfig.DEFAULT.withLossStep(7));
        assertThat(flow.with(JacobianCapture.NONE)
                        .with(ContributionCapture.NONE)
                        .lossStep())
                .isEqualTo(7);
        assertThat(Yaml.problems(JobConfig.class, JOB + "flow: {lossStep: -1}"))
                .singleElement()
                .asString()
                .endsWith("flow.lossStep must be at least 0, got -1");
        assertThat(Yaml.problems(JobConfig.class, JOB + "flow: {stepLoss: false, lossStep: 1}"))
                .singleElement()
                .asString()
                .endsWith("flow.lossStep must not be given with stepLoss: false, got 1");
    }

    @Test
    void jacobiansAndContributionsHaveSchedulesOfTheirOwn() {
        FlowConfig flow = job("flow: {jacobians: {every: 500, lags: [1, 5], examples: 2}, contributions: {every: 0}}")
                .settings()
                .flowOrDefault();
        assertThat(flow.every()).isEqualTo(100);
        assertThat(flow.contributions()).isEqualTo(ContributionCapture.NONE);
        assertThat(flow.jacobians().every()).isEqualTo(500);
        assertThat(flow.jacobians().options().lags()).containsExactly(1, 5);
        assertThat(flow.jacobians().options().examples()).isEqualTo(2);
        assertThat(flow.jacobians().options().exactSize()).isEqualTo(JacobianOptions.DEFAULT.exactSize());
        assertThat(job("flow: {jacobians: {every: 500}}")
                        .settings()
                        .flowOrDefault()
                        .jacobians())
                .isEqualTo(JacobianCapture.every(500));
        assertThat(job("flow: {jacobians: {lags: [3]}}")
                        .settings()
                        .flowOrDefault()
                        .jacobians()
                        .every())
                .isEqualTo(1000);
    }

    @Test
    void everyJobOfAComparisonGetsIt() {
        ComparisonConfig comparison = Yaml.bind(ComparisonConfig.class, COMPARISON + "flow: {every: 3}");
        assertThat(comparison.jobs())
                .hasSize(2)
                .allSatisfy(job -> assertThat(job.settings().flow())
                        .isEqualTo(new FlowConfig(
                                3,
                                GateCapture.QUANTILES,
                                true,
                                null,
                                JacobianCapture.DEFAULT,
                                ContributionCapture.DEFAULT)));
    }

    @Test
    void isRefusedWhereTheLayersShowNothing() {
        String rule =
                "flow must not be given with layers deeplearning4j, which do not show what they see at each time step"
                        + " (say layers: backflow), got one with every = 3";
        assertThat(Yaml.problems(JobConfig.class, JOB + "layers: deeplearning4j\nflow: {every: 3}"))
                .containsExactly("5:7 " + rule);
        assertThat(Yaml.problems(ComparisonConfig.class, COMPARISON + "layers: deeplearning4j\nflow: {every: 3}"))
                .containsExactly("5:7 " + rule);
        assertThat(job("layers: deeplearning4j\nflow: {every: 0}")
                        .settings()
                        .flowOrDefault()
                        .records())
                .isFalse();
    }

    @Test
    void refusesWhatMeansNothing() {
        assertThat(Yaml.problems(JobConfig.class, JOB + "flow: {every: -1}"))
                .singleElement()
                .asString()
                .endsWith("flow.every must be at least 0, got -1");
        assertThat(Yaml.problems(JobConfig.class, JOB + "flow: {jacobians: {every: -1, tolerance: 0}}"))
                .anyMatch(problem -> problem.endsWith("flow.jacobians.tolerance must be a finite number > 0, got 0.0"));
        assertThat(Yaml.problems(JobConfig.class, JOB + "flow: {jacobians: {every: -1}}"))
                .singleElement()
                .asString()
                .endsWith("flow.jacobians.every must be at least 0, got -1");
        assertThat(Yaml.problems(JobConfig.class, JOB + "flow: {jacobians: {sometimes: 1}}"))
                .isNotEmpty();
        assertThat(Yaml.problems(JobConfig.class, JOB + "flow: {contributions: {every: -1}}"))
                .singleElement()
                .asString()
                .endsWith("flow.contributions.every must be at least 0, got -1");
        assertThat(Yaml.problems(JobConfig.class, JOB + "flow: {gates: all}"))
                .singleElement()
                .asString()
                .contains("none", "means", "quantiles");
    }
}
