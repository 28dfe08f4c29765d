// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.advice.internal.Advice;
import io.backflow.advice.internal.SeedNorms;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.config.internal.ClippingSettings;
import io.backflow.config.internal.ConfigReader;
import io.backflow.report.internal.ConsoleTable.Style;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdviceTablesTest {

    private static final String JOB = """
            task: {type: adding, length: 5, variant: tcn}
            cell: lstm
            training: {iterations: 1}
            """;

    private static final String COMPARISON = """
            tasks: [{data: {type: adding, length: 5, variant: tcn}, training: {iterations: 1}}]
            cells: [lstm]
            seeds: [1]
            """;

    @TempDir
    private Path folder;

    private static SeedNorms seed(long seed, RunStatus status, Double... norms) {
        return new SeedNorms(seed, status, "because", List.of(norms));
    }

    private static Advice advice(SeedNorms... seeds) {
        return new Advice("adding", "lstm", List.of(seeds));
    }

    @Test
    void minibatchesOfUnlikeLengthAreSaidAndAdvisedOnPerStep() {
        Advice means = advice(new SeedNorms(1, RunStatus.FINISHED, "", List.of(2.0, 40.0), List.of(10.0, 100.0)));
        assertThat(AdviceTables.warning(means))
                .contains("an example has 10.0 to 100 labelled time steps on average")
                .contains("clips the longest most");
        Advice perStep = means.perStep();
        assertThat(perStep.norms()).containsExactly(0.2, 0.4);
        assertThat(AdviceTables.table(perStep, 120, Style.ASCII)).contains("mean norm 0.300 per labelled step");
        assertThat(AdviceTables.forJob(perStep))
                .startsWith("clipping: {type: global-norm, maxNorm: 0.3, scale: per-step}  # the mean norm; would");
        assertThat(AdviceTables.forComparison(perStep))
                .contains("  - {type: global-norm, maxNorm: 3.0, scale: per-step}");
        assertThat(AdviceTables.warning(advice(seed(1, RunStatus.FINISHED, 1.0, 2.0))))
                .isEmpty();
        assertThat(perStep.perStep()).isSameAs(perStep);
    }

    @Test
    void showsEveryThresholdWithItsShares() {
        Advice advice = advice(
                seed(1, RunStatus.FINISHED, 0.5, 1.5, 0.5, 0.5),
                seed(2, RunStatus.FINISHED, 1.5, 1.5, 1.5, 0.5),
                seed(3, RunStatus.DIVERGED, 1e9));
        assertThat(AdviceTables.table(advice, 120, Style.ASCII)).isEqualTo("""
                Task adding, cell lstm: 8 updates of 2 seeds without clipping, mean norm 1.00

                rule        threshold  would clip         by seed
                ----------  ---------  ----------  --------------
                mean x 0.5        0.5       50.0%  25.0% to 75.0%
                mean x 1          1.0       50.0%  25.0% to 75.0%
                mean x 2          2.0          0%              0%
                mean x 5          5.0          0%              0%
                mean x 10        10.0          0%              0%
                P50               1.0       50.0%  25.0% to 75.0%
                P90               1.5          0%              0%
                P95               1.5          0%              0%
                P99               1.5          0%              0%
                Seed 3 diverged after 1 updates, which are left out: because
                """);
    }

    @Test
    void saysWhatBecameOfEachSeed() {
        assertThat(AdviceTables.table(advice(seed(1, RunStatus.DIVERGED, 2.0)), 120, Style.ASCII))
                .contains("Seed 1 diverged after 1 updates, which count, as no seed did better: because");
        assertThat(AdviceTables.table(advice(seed(1, RunStatus.INTERRUPTED, 2.0, 3.0)), 120, Style.ASCII))
                .contains("of one seed", "Seed 1 was interrupted after 2 updates, which count.");
        assertThat(AdviceTables.table(advice(seed(1, RunStatus.INTERRUPTED)), 120, Style.ASCII))
                .contains("0 updates", "Seed 1 was interrupted");
        assertThat(AdviceTables.forJob(advice(seed(1, RunStatus.INTERRUPTED)))).isEmpty();
        assertThat(AdviceTables.forComparison(advice(seed(1, RunStatus.INTERRUPTED))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.0, 0.12345, 4.5678e-9, 7.6543e12})
    void whatIsToBePastedBinds(double norm) throws IOException {
        Advice advice = advice(seed(1, RunStatus.FINISHED, norm));
        double threshold = advice.proposals().get(1).threshold();
        Path job = Files.writeString(folder.resolve("job.yaml"), JOB + AdviceTables.forJob(advice));
        assertThat(new ConfigReader().readJob(job).clipping().policy()).isEqualTo(new GlobalNormClipping(threshold));
        Path comparison =
                Files.writeString(folder.resolve("grid.yaml"), COMPARISON + AdviceTables.forComparison(advice));
        assertThat(new ConfigReader().readComparison(comparison).clipping())
                .hasSize(4)
                .extracting(ClippingSettings::policy)
                .contains(new NoClipping(), new GlobalNormClipping(threshold));
    }
}
