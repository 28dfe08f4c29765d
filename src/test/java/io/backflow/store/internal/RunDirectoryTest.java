// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.run.internal.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunDirectoryTest {

    private static final Clock CLOCK = Clock.fixed(Tiny.NOW, ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private static final RunIdentity THIS = new RunIdentity("name: this\n", environment("1"));
    private static final RunIdentity OTHER = new RunIdentity("name: other\n", THIS.environment());
    private static final RunIdentity OTHER_DATA = new RunIdentity(THIS.config(), environment("2"));

    private static Environment environment(String hash) {
        Map<String, Map<String, Object>> data = Map.of("task", Map.of("sha256", hash));
        return new Environment("0.1", "1.0", "cpu", "blas", 1, "17", "vm", "os", "x86", 2, 1L << 30, data);
    }

    private RunDirectory open(String name, RunIdentity identity, boolean force) {
        return RunDirectory.open(folder.resolve(name), identity, force, CLOCK);
    }

    /** Opens a directory and lets others in again. */
    private RunDirectory start(String name, boolean force) {
        try (RunDirectory directory = open(name, THIS, force)) {
            return directory;
        }
    }

    private void assertRefused(String name, boolean force, String... why) {
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> start(name, force))
                .satisfies(e -> assertThat(e.getMessage()).contains(why));
    }

    @Test
    void aNewRunIsRunning() throws IOException {
        RunDirectory directory = start("runs/a/b", false);
        assertThat(JsonMaps.readObject(directory.file("status.json")))
                .isEqualTo(Map.of("status", "running", "at", "2026-01-02T03:04:05Z"));
        assertThat(RunDirectory.holdsResult(directory.path())).isFalse();
        Files.createDirectory(folder.resolve("empty"));
        assertThat(start("empty", false).file("status.json")).exists();
    }

    @ParameterizedTest
    @EnumSource(RunStatus.class)
    void aResultIsReplacedOnlyByForceAndAnyOtherRunGoesOn(RunStatus status) throws IOException {
        RunDirectory directory = start("a", false);
        Files.createDirectories(directory.file("checkpoint"));
        Files.writeString(directory.file("checkpoint/model.zip"), "x");
        directory.status(status, "because");
        if (status == RunStatus.FINISHED || status == RunStatus.DIVERGED) {
            assertRefused("a", false, status.key(), "--force", "--run-dir");
            assertThat(directory.file("checkpoint/model.zip")).exists();
            assertThat(RunDirectory.holdsResult(directory.path())).isTrue();
        } else {
            start("a", false);
            assertThat(directory.file("checkpoint/model.zip")).exists();
        }
        assertThat(JsonMaps.readObject(start("a", true).file("status.json")).get("status"))
                .isEqualTo("running");
        assertThat(directory.file("checkpoint")).doesNotExist();
        assertThat(JsonMaps.readObject(directory.file("status.json")).get("status"))
                .isEqualTo("running");
    }

    @ParameterizedTest
    @CsvSource({"notes.txt, mine", "status.json, {}", "status.json, '{\"status\": \"ok\"}'", "status.json, ''"})
    void whatIsNotARunsIsNeverTouched(String file, String content) throws IOException {
        Path foreign = folder.resolve("foreign");
        Files.createDirectories(foreign.resolve("sub"));
        Files.writeString(foreign.resolve("sub/data.csv"), "1,2");
        Files.writeString(foreign.resolve(file), content);
        for (boolean force : new boolean[] {false, true}) {
            assertRefused("foreign", force, "it is not a run's; nothing was changed", "--run-dir");
        }
        assertThat(foreign.resolve("sub/data.csv")).hasContent("1,2");
        assertThat(foreign.resolve(file)).hasContent(content);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFileIsNoDirectory(boolean force) throws IOException {
        Files.writeString(folder.resolve("file"), "mine");
        assertRefused("file", force, "must be a directory, got a file");
        assertThat(folder.resolve("file")).hasContent("mine");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(folder.resolve("file"), "mine");
        assertRefused("file/run", false, folder.resolve("file/run").toString(), "cannot be written", "--run-dir");
        Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
        assertRefused("dangling", false, "cannot be written");
    }

    @Test
    void aDirectoryThatBecameUnwritableCannotBeResumed() throws IOException {
        RunDirectory directory = start("a", false);
        Files.createDirectory(directory.file("status.json.tmp")); // stands in the way of a write, also for root
        Files.writeString(directory.file("status.json.tmp/x"), "");
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> start("a", false))
                .withMessageContaining("cannot be written");
    }

    @Test
    void aLinkedDirectoryIsEmptiedAndStaysLinked() throws IOException {
        RunDirectory real = start("real", false);
        Files.writeString(real.file("old.txt"), "");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real.path());
        start("link", true);
        assertThat(link).isSymbolicLink();
        assertThat(real.file("old.txt")).doesNotExist();
        assertThat(real.file("status.json")).exists();
    }

    @Test
    void aLinkInARunIsRemovedButNotWhatItLeadsTo() throws IOException {
        Path kept = Files.createDirectory(folder.resolve("kept"));
        Files.writeString(kept.resolve("data.csv"), "1");
        RunDirectory directory = start("a", false);
        Files.createSymbolicLink(directory.file("data"), kept);
        start("a", true);
        assertThat(directory.file("data")).doesNotExist();
        assertThat(kept.resolve("data.csv")).exists();
    }

    @ParameterizedTest
    @EnumSource(
            value = RunStatus.class,
            names = {"RUNNING", "INTERRUPTED", "FAILED"})
    void anotherRunThatCouldGoOnIsReplacedOnlyByForce(RunStatus status) throws IOException {
        RunDirectory directory = start("a", false);
        directory.status(status, "");
        open("a", OTHER, false).close(); // nothing is lost yet
        Files.createDirectories(directory.file("checkpoint"));
        Path checkpoint = Files.writeString(directory.file("checkpoint/model.zip"), "x");
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> open("a", THIS, false))
                .withMessageContaining(
                        "1 run of another configuration (line 1 of its config.yaml is 'name: other', here 'name: this')");
        assertThatExceptionOfType(RunDirectoryException.class).isThrownBy(() -> open("a", OTHER_DATA, false));
        RunIdentity longer = new RunIdentity(OTHER.config() + "seed: 1\n", OTHER.environment());
        assertThat(longer.differenceFrom(directory.path()))
                .isEqualTo("of another configuration (line 2 of its config.yaml is not there, here 'seed: 1')");
        assertThat(checkpoint).exists();
        assertThat(RunDirectory.configOf(directory.path())).isEqualTo(OTHER.config());
        open("a", THIS, true).close();
        assertThat(checkpoint).doesNotExist();
        Files.createDirectories(directory.file("checkpoint"));
        Files.writeString(checkpoint, "x");
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> open("a", OTHER_DATA, false))
                .withMessageContaining("1 run on other data");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isOpenOnceOnly(boolean force) {
        try (RunDirectory first = open("a", THIS, false)) {
            assertThatExceptionOfType(RunDirectoryException.class)
                    .isThrownBy(() -> open("a", THIS, force))
                    .withMessageContaining("is in use by a run that is still going on");
            assertThatExceptionOfType(RunDirectoryException.class).isThrownBy(() -> open("a", THIS, force));
            assertThat(first.file("status.json")).exists();
        }
        open("a", THIS, force).close();
    }

    @Test
    void aRunThatWasKilledBeforeItSaidAnythingIsNobodyElses() throws IOException {
        Files.createFile(Files.createDirectory(folder.resolve("a")).resolve(".lock"));
        assertThat(start("a", false).file("status.json")).exists();
    }

    @Test
    void aFailureIsTold() {
        RunDirectory directory = start("a", false);
        directory.failed(new IllegalStateException("no luck"));
        assertThat(JsonMaps.readObject(directory.file("status.json")))
                .containsEntry("status", "failed")
                .containsEntry("reason", "java.lang.IllegalStateException: no luck");
    }
}
