// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCacheTest {

    @TempDir
    private Path folder;

    private final RunCache cache = RunCache.following();

    /** Returns of each run an object that is the same only if its files were not read again. */
    private List<Object> curves() {
        Map<String, Object> json = ReportData.read(List.of(folder), cache).json();
        List<?> runs = (List<?>) Objects.requireNonNull(json.get("runs"));
        return runs.stream().map(run -> ((Map<?, ?>) run).get("loss")).collect(Collectors.toList());
    }

    @Test
    void runsThatAreOverAreReadOnceWhileOthersAreAdded() throws IOException {
        RunFiles.comparison(folder, 3, 100);
        List<Object> before = curves();
        assertThat(before).hasSize(12);
        RunFiles.run(folder.resolve("copy/lstm/global-norm/seed-4"), 100, 4);
        Files.writeString(
                folder.resolve("copy/lstm/none/seed-2/metrics.jsonl"), "{\"record\": ", StandardOpenOption.APPEND);
        List<Object> after = curves();
        assertThat(after).hasSize(13);
        long same = after.stream()
                .filter(run -> before.stream().anyMatch(other -> other == run))
                .count();
        assertThat(same)
                .as("all but the new one and the one that was written to")
                .isEqualTo(11);
    }

    @Test
    void aPageThatIsMadeOnceIsTheSameAsBefore() throws IOException {
        RunFiles.comparison(folder, 1, 100);
        assertThat(RunCache.once().room(12)).isEqualTo(12);
        assertThat(ReportData.read(List.of(folder)).encoded())
                .isEqualTo(ReportData.read(List.of(folder), cache).encoded());
        cache.readOneByOne(true);
        assertThat(ReportData.read(List.of(folder), cache).encoded())
                .isEqualTo(ReportData.read(List.of(folder)).encoded());
    }

    @Test
    void roomDoublesWhenItIsFull() {
        assertThat(List.of(cache.room(0), cache.room(8), cache.room(9), cache.room(100)))
                .containsExactly(8, 8, 16, 128);
    }

    @Test
    void aDirectoryMayBeWatchedIfItIsEmptyOrOfRuns() throws IOException {
        assertThat(LivePage.problem(folder.resolve("later"))).isEmpty();
        assertThat(LivePage.problem(folder)).isEmpty();
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("letter.txt"), "Dear");
        assertThat(LivePage.problem(other)).isEqualTo("holds no metrics.jsonl");
        assertThat(LivePage.problem(other.resolve("letter.txt"))).isEqualTo("is no directory");
        RunFiles.comparison(folder.resolve("more"), 1, 10);
        assertThat(LivePage.problem(folder.resolve("more"))).isEmpty();
        assertThat(LivePage.problem(folder)).contains("holds some");
    }

    @Test
    void aRunThatTrainsHasTheUpdatesOfItsLastRecord() throws IOException {
        RunFiles.run(folder, 100, 1);
        RunFiles.status(folder, "running");
        Map<String, Object> json = ReportData.read(List.of(folder)).json();
        Object run = ((List<?>) Objects.requireNonNull(json.get("runs"))).get(0);
        assertThat(((Map<?, ?>) run).get("updates")).isEqualTo(91.0);
    }
}
