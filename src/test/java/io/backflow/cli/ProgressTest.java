// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.store.internal.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long now = -5 * SECOND; // System.nanoTime may be negative

    private Progress progress(int runs) {
        return Progress.lines(runs, new PrintStream(bytes, true, StandardCharsets.UTF_8), () -> now);
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void saysALineEveryTenSecondsAtMost() {
        Progress progress = progress(2);
        progress.started("a", 400);
        for (int i = 1; i <= 350; i++) { // a tenth of a second each
            now += SECOND / 10;
            progress.advanced("a", i, 1.23456);
        }
        assertThat(lines())
                .containsExactly(
                        " 12 %  0/2 runs  a loss 1.235",
                        " 25 %  0/2 runs  a loss 1.235", " 37 %  0/2 runs  a loss 1.235");
    }

    @Test
    void saysTheEndAtOnceButNotThatOfEachRun() {
        Progress progress = progress(2);
        progress.started("a", 10);
        progress.ended("a", RunStatus.FINISHED);
        assertThat(lines()).isEmpty();
        progress.ended("b", RunStatus.DIVERGED);
        assertThat(lines()).containsExactly("100 %  2/2 runs  b diverged");
    }

    @Test
    void anInterruptedRunIsNotDone() {
        Progress progress = progress(1);
        progress.started("a", 10);
        progress.advanced("a", 3, Double.NaN);
        now += 10 * SECOND;
        progress.ended("a", RunStatus.INTERRUPTED);
        assertThat(lines()).containsExactly(" 30 %  0/1 runs  a interrupted");
    }

    @Test
    void tellsOfDownloads() {
        Progress progress = progress(1);
        progress.received("tiny/input.txt", 0, 2_000_000);
        progress.received("tiny/input.txt", 2_000_000, 2_000_000);
        assertThat(lines())
                .containsExactly("  0 %  0/1 runs  downloading tiny/input.txt: 2,000,000 of 2,000,000 bytes");
    }

    @Test
    void isSilentOnceClosed() {
        Progress progress = progress(1);
        progress.close();
        progress.ended("a", RunStatus.FINISHED);
        assertThat(lines()).isEmpty();
    }
}
