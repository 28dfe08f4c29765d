// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCacheTest {

    @TempDir
    private Path folder;

    private final RunCache cache = RunCache.following();

    private List<?> runs() {
        return (List<?>) ReportData.read(folder, cache).json().get("runs");
    }

    @Test
    void runsThatAreOverAreReadOnceWhileOthersAreAdded() throws IOException {
        RunFiles.comparison(folder, 3, 100);
        List<?> before = runs();
        assertThat(before).hasSize(12);
        RunFiles.run(folder.resolve("copy/lstm/global-norm/seed-4"), 100, 4);
        Files.writeString(
                folder.resolve("copy/lstm/none/seed-2/metrics.jsonl"), "{\"record\": ", StandardOpenOption.APPEND);
        List<?> after = runs();
        assertThat(after).hasSize(13);
        long same = after.stream()
                .filter(run -> before.stream().anyMatch(other -> other == run))
                .count();
        assertThat(same).as("all but the new one and the one that was written to").isEqualTo(11);
    }

    @Test
    void aPageThatIsMadeOnceIsTheSameAsBefore() throws IOException {
        RunFiles.comparison(folder, 1, 100);
        assertThat(RunCache.once().room(12)).isEqualTo(12);
        assertThat(ReportData.read(folder).encoded())
                .isEqualTo(ReportData.read(folder, cache).encoded());
        cache.readOneByOne(true);
        assertThat(ReportData.read(folder, cache).encoded())
                .isEqualTo(ReportData.read(folder).encoded());
    }

    @Test
    void roomDoublesWhenItIsFull() {
        assertThat(List.of(cache.room(0), cache.room(8), cache.room(9), cache.room(100)))
                .containsExactly(8, 8, 16, 128);
    }

    @Test
    void aDirectoryMayBeOfRunsIfItIsEmptyOrHasOne() throws IOException {
        assertThat(LivePage.mayBeOfRuns(folder.resolve("later"))).isTrue();
        assertThat(LivePage.mayBeOfRuns(folder)).isTrue();
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("letter.txt"), "Dear");
        assertThat(LivePage.mayBeOfRuns(other)).isFalse();
        assertThat(LivePage.mayBeOfRuns(other.resolve("letter.txt"))).isFalse();
        Files.writeString(other.resolve("status.json"), "{}");
        assertThat(LivePage.mayBeOfRuns(other)).isTrue();
        RunFiles.run(folder.resolve("more/copy/lstm/none/seed-1"), 10, 1);
        assertThat(LivePage.mayBeOfRuns(folder.resolve("more"))).isTrue();
    }
}
