// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RerunTest {

    private static final String REST = """
            clipping: [{type: global-norm, maxNorm: 1.0}]
            seeds: [1, 2]
            tasks:
              - data: {type: temporal-order, length: 10, validationSequences: 10, testSequences: 20}
                training: {batchSize: 5, iterations: 8, updater: {type: adam, learningRate: 0.01}}
            """;

    @TempDir
    private Path folder;

    private Path finished() throws IOException {
        Path config = Files.writeString(folder.resolve("c.yaml"), "cells: [{type: lstm, units: 3}]\n" + REST);
        Path run = folder.resolve("run");
        assertThat(Cli.run("compare", config, "--run-dir", run).code()).isZero();
        return run;
    }

    @Test
    void aComparisonAndItsRunsComeOutTheSame() throws IOException {
        Path run = finished();
        Cli whole = Cli.run("rerun", run);
        assertThat(whole.code()).isZero();
        assertThat(whole.out())
                .containsPattern("The same, bit for bit: [0-9,]{3,} values of 2 runs\n")
                .contains("Run directory: " + folder.resolve("run-rerun"));

        Path one = run.resolve("temporal-order/lstm/global-norm/seed-2");
        Cli single = Cli.run("rerun", one, "--run-dir", folder.resolve("one"));
        assertThat(single.out()).containsPattern("The same, bit for bit: [0-9,]{3,} values of 1 run\n");
        assertThat(single.code()).isZero();

        Path environment = one.resolve("environment.json");
        String described = Files.readString(environment);
        Files.writeString(environment, described.replaceFirst("\"sha256\" : \"[0-9a-f]", "\"sha256\" : \"x"));
        Cli data = Cli.run("rerun", one, "--run-dir", folder.resolve("one"), "--force");
        assertThat(data.code()).isEqualTo(6);
        assertThat(data.out())
                .containsPattern(
                        "Not the same: environment.json data sha256 was \"x[0-9a-f]+\" and is \"[0-9a-f]+\"; ");
        Files.writeString(environment, described.replaceFirst("\"source\" : \"[a-z]*", "\"source\" : \"elsewhere"));

        Path metrics = one.resolve("metrics.jsonl");
        String changed = Files.readString(metrics).replaceFirst("\"loss\":", "\"loss\":1");
        Files.writeString(metrics, changed);
        Cli other = Cli.run("rerun", one, "--run-dir", folder.resolve("one"), "--force");
        assertThat(other.code()).isEqualTo(6);
        assertThat(other.out()).containsPattern("Not the same: metrics.jsonl:1 loss was [0-9.]+ and is [0-9.]+; ");
    }

    @Test
    void whatIsNoFinishedRunIsRefused() throws IOException {
        Cli none = Cli.run("rerun", folder);
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("holds no run that is over");
        assertThat(Cli.run("rerun", folder.resolve("missing")).code()).isEqualTo(2);
        Cli inside = Cli.run("rerun", folder, "--run-dir", folder.resolve("x"));
        assertThat(inside.err()).contains("outside it");
    }
}
