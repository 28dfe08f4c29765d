// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.regularizer.VanishingGradientRegularizer;
import io.backflow.yaml.internal.ConfigWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonConfigTest {

    @Test
    void expandsTheGridInTheOrderOfItsLists() {
        ComparisonConfig comparison =
                comparison("data: languages, training: {epochs: 1}", "simple-rnn, lstm", "none, global-norm", "2, 1");
        assertThat(names(comparison))
                .containsExactly(
                        "languages/simple-rnn/none/seed-2",
                        "languages/simple-rnn/none/seed-1",
                        "languages/simple-rnn/global-norm/seed-2",
                        "languages/simple-rnn/global-norm/seed-1",
                        "languages/lstm/none/seed-2",
                        "languages/lstm/none/seed-1",
                        "languages/lstm/global-norm/seed-2",
                        "languages/lstm/global-norm/seed-1");
        Trial last = comparison.trials().get(7);
        assertThat(last.cell()).isEqualTo("lstm");
        assertThat(last.clipping()).isEqualTo("global-norm");
        assertThat(last.seed()).isEqualTo(1);
        assertThat(last.job().cell()).isEqualTo(comparison.cells().get(1));
        assertThat(last.job().clipping()).isEqualTo(comparison.clipping().get(1));
        assertThat(last.job().training()).isEqualTo(comparison.tasks().get(0).training());
        assertThat(last.job().seed()).isEqualTo(1);
        assertThat(comparison.jobs())
                .isEqualTo(comparison.trials().stream().map(Trial::job).toList());
    }

    @Test
    void namesTheSettingsInWhichEntriesOfOneTypeDiffer() {
        ComparisonConfig comparison = comparison(
                "data: languages, training: {epochs: 1}",
                "lstm, {type: lstm, units: 64}, {type: lstm, units: 64, forgetBias: -1.5}, simple-rnn",
                "none, {type: global-norm, maxNorm: 1}, {type: global-norm, maxNorm: 1e-7}",
                "1");
        assertThat(comparison.trials().stream().map(Trial::cell).distinct())
                .containsExactly(
                        "lstm-units-50-forget-bias-1.0",
                        "lstm-units-64-forget-bias-1.0",
                        "lstm-units-64-forget-bias--1.5",
                        "simple-rnn");
        assertThat(comparison.trials().stream().map(Trial::clipping).distinct())
                .containsExactly("none", "global-norm-max-norm-1.0", "global-norm-max-norm-1.0e-7");
        assertThat(names(comparison)).doesNotHaveDuplicates().hasSize(12);
    }

    @Test
    void tellsCellsApartByTheirInitialWeightsOrByName() {
        ComparisonConfig comparison = comparison(
                "data: languages, training: {epochs: 1}",
                "simple-rnn, {type: simple-rnn, recurrentWeights: orthogonal},"
                        + " {type: simple-rnn, recurrentWeights: {type: orthogonal, gain: 1.1}},"
                        + " {type: simple-rnn, name: irnn, activation: relu, recurrentWeights: identity,"
                        + " inputWeights: {type: normal, deviation: 0.001}},"
                        + " {type: lstm, forgetBias: 0}, lstm, {type: lstm, chrono: 50}",
                "none",
                "1");
        assertThat(comparison.trials().stream().map(Trial::cell))
                .containsExactly(
                        "simple-rnn",
                        "simple-rnn-recurrent-weights-orthogonal-gain-1.0",
                        "simple-rnn-recurrent-weights-orthogonal-gain-1.1",
                        "irnn",
                        "lstm-forget-bias-0.0",
                        "lstm-forget-bias-1.0",
                        "lstm-chrono-50");
    }

    @Test
    void crossesClippingWithRegularisers() {
        ComparisonConfig comparison = Yaml.bind(ComparisonConfig.class, """
                tasks: [{data: languages, training: {epochs: 1}}]
                cells: [simple-rnn]
                clipping: [none, global-norm]
                regularizer: [none, vanishing-gradient, {type: vanishing-gradient, weight: 2}]
                seeds: [1]
                """);
        assertThat(comparison.trials().stream().map(Trial::clipping))
                .containsExactly(
                        "none",
                        "vanishing-gradient-weight-4.0",
                        "vanishing-gradient-weight-2.0",
                        "global-norm",
                        "global-norm-vanishing-gradient-weight-4.0",
                        "global-norm-vanishing-gradient-weight-2.0");
        assertThat(comparison.trials().get(4).job().regularizer()).isEqualTo(new VanishingGradientRegularizer(4));
        assertThat(names(comparison)).doesNotHaveDuplicates();
    }

    @Test
    void refusesTwoCellsOfOneName() {
        assertThat(Yaml.problems(ComparisonConfig.class, """
                                tasks: [{data: languages, training: {epochs: 1}}]
                                cells:
                                  - {type: lstm, name: a}
                                  - {type: gru, name: a}
                                seeds: [1]
                                """))
                .containsExactly("4:23 cells[1].name must differ from cells[0].name, got 'a'");
    }

    @Test
    void namesTasksByNameThenByData() {
        assertThat(tasks(
                        "{name: short, data: languages, training: {epochs: 1}}",
                        "{data: languages, training: {epochs: 1}}"))
                .containsExactly("short", "languages");
        assertThat(tasks("{data: languages, training: {iterations: 1}}", "{data: languages, training: {epochs: 2}}"))
                .containsExactly("languages-iterations-1", "languages-epochs-2");
    }

    @Test
    void comparesSettingsOnlyBelowEqualTypes() {
        assertThat(tasks(
                        "{data: languages, training: {epochs: 1, updater: {type: adam, beta1: 0.8}}}",
                        "{data: languages, training: {epochs: 1, updater: adam}}",
                        "{data: languages, training: {epochs: 1, updater: sgd}}"))
                .containsExactly(
                        "languages-updater-adam-beta1-0.8",
                        "languages-updater-adam-beta1-0.9",
                        "languages-updater-sgd");
    }

    @Test
    void numbersWhatOnlyLooksAlike() {
        assertThat(tasks(
                        "{name: languages, data: {type: temporal-order, length: 20}, training: {iterations: 1}}",
                        "{name: languages-2, data: languages, training: {epochs: 1}}",
                        "{data: languages, training: {epochs: 1}}"))
                .containsExactly("languages", "languages-2", "languages-3");
    }

    @Test
    void everyJobReadsBackUnderItsName() {
        comparison("data: languages, training: {epochs: 1}", "lstm, {type: lstm, units: 3}", "none", "1, -2")
                .jobs()
                .forEach(job -> assertThat(Yaml.bind(JobConfig.class, ConfigWriter.write(job)))
                        .isEqualTo(job));
    }

    @Test
    void refusesRepeatedAndMissingEntries() {
        assertThat(Yaml.problems(ComparisonConfig.class, """
                                tasks:
                                  - {name: a, data: languages, training: {epochs: 1}}
                                  - {name: a, data: languages, training: {epochs: 2}}
                                cells: [lstm, simple-rnn, {type: lstm, units: 50}]
                                clipping: []
                                seeds: [1, 2, 1, 1]
                                """))
                .containsExactly(
                        "3:12 tasks[1].name must differ from tasks[0].name, got 'a'",
                        "4:27 cells[2] must differ from cells[0], got lstm",
                        "5:11 clipping must have at least one element, got none",
                        "6:15 seeds[2] must differ from seeds[0], got 1",
                        "6:18 seeds[3] must differ from seeds[0], got 1");
        assertThat(Yaml.problems(ComparisonConfig.class, "weights: xavier"))
                .containsExactly("1:1 tasks is missing", "1:1 cells is missing", "1:1 seeds is missing");
    }

    private static List<String> names(ComparisonConfig comparison) {
        return comparison.jobs().stream().map(job -> String.valueOf(job.name())).toList();
    }

    private static List<String> tasks(String... tasks) {
        ComparisonConfig comparison = Yaml.bind(
                ComparisonConfig.class, "tasks: [" + String.join(", ", tasks) + "]\ncells: [lstm]\nseeds: [1]\n");
        return comparison.trials().stream().map(Trial::task).toList();
    }

    private static ComparisonConfig comparison(String task, String cells, String clipping, String seeds) {
        return Yaml.bind(
                ComparisonConfig.class,
                "tasks: [{%s}]\ncells: [%s]\nclipping: [%s]\nseeds: [%s]\n".formatted(task, cells, clipping, seeds));
    }
}
