// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataException;
import io.backflow.data.internal.sequence.ContentDigest;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DatasetStoreTest {

    private static final byte[] CONTENT = "To be, or not to be".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "Whether 'tis nobler".getBytes(StandardCharsets.UTF_8);
    private static final String SHA256 = new ContentDigest().add(CONTENT).hex();
    private static final String OTHER_SHA256 = new ContentDigest().add(OTHER).hex();
    private static final URI SOURCE = URI.create("http://127.0.0.1/hamlet.txt");
    private static final RemoteFile FILE = new RemoteFile("hamlet", "input.txt", SOURCE, CONTENT.length, SHA256);
    private static final Instant NOW = Instant.parse("2026-01-10T12:00:00Z");
    private static final Downloader NOBODY = (source, target, maxBytes, received) -> {
        throw new AssertionError("nothing may be downloaded");
    };

    @TempDir
    private Path folder;

    private Path cache;

    @BeforeEach
    void placeCache() {
        cache = folder.resolve("not/there/yet");
    }

    @Test
    void downloadsOnFirstUseAndNeverAgain() {
        List<String> progress = new ArrayList<>();
        Downloader sending = (source, target, maxBytes, received) -> {
            assertThat(source).isEqualTo(SOURCE);
            assertThat(maxBytes).isEqualTo(CONTENT.length);
            received.accept(7);
            Files.write(target, CONTENT);
            assertThat(cache.resolve("hamlet/input.txt"))
                    .as("until it is whole")
                    .doesNotExist();
        };
        DatasetStore first = new DatasetStore(
                folder.resolve("datasets"),
                cache,
                null,
                sending,
                (what, received, total) -> progress.add(what + " " + received + "/" + total),
                Clock.systemUTC());

        assertThat(first.find(FILE))
                .isEqualTo(cache.resolve("hamlet/input.txt"))
                .hasBinaryContent(CONTENT);
        assertThat(progress).containsExactly("hamlet/input.txt 7/19");
        assertThat(store(null, NOBODY).find(FILE)).hasBinaryContent(CONTENT);
        assertThat(cached()).containsExactly("input.txt");
    }

    @Test
    void saysWhatItExpectedAndWhatItGotAndKeepsNothing() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> store(null, sending(OTHER)).find(FILE))
                .withMessage("hamlet/input.txt: the SHA-256 of what " + SOURCE + " sent is wrong: expected " + SHA256
                        + " (19 bytes), got " + OTHER_SHA256 + " (19 bytes)");
        assertThat(cached()).isEmpty();
    }

    @Test
    void keepsNothingOfADownloadThatBreaksOff() {
        Downloader breaking = (source, target, maxBytes, received) -> {
            Files.write(target, new byte[5]);
            throw new IOException("No space left on device");
        };
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> store(null, breaking).find(FILE))
                .withMessage("cannot download hamlet/input.txt from " + SOURCE + " to " + cache.resolve("hamlet")
                        + ": No space left on device; a local copy can be named with --data-dir or BACKFLOW_DATA");
        assertThat(cached()).isEmpty();
    }

    @Test
    void keepsNothingOfADownloadThatIsInterrupted() {
        Downloader interrupted = (source, target, maxBytes, received) -> {
            Files.write(target, new byte[5]);
            throw new InterruptedException();
        };
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> store(null, interrupted).find(FILE))
                .withMessage("the download of hamlet/input.txt was interrupted");
        assertThat(Thread.interrupted()).as("the thread still knows").isTrue();
        assertThat(cached()).isEmpty();
    }

    @ParameterizedTest(name = "killed {0}")
    @ValueSource(booleans = {false, true})
    void isNotFooledByWhatAStoppedProcessLeft(boolean killed) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HalfDownload.class.getName(),
                        cache.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.lines().filter(line -> line.equals("half")).findFirst())
                    .isPresent();
            if (killed) {
                process.destroyForcibly();
            } else {
                process.destroy(); // as Ctrl-C does: the JVM ends in order, but runs no finally block
            }
            process.waitFor();
        }
        assertThat(cached()).hasSize(killed ? 1 : 0).doesNotContain("input.txt");
        assertThat(store(null, sending(CONTENT)).find(FILE)).hasBinaryContent(CONTENT);
    }

    @Test
    void keepsNothingWhenAServerHangsUpAndRecoversWhenItDoesNot() throws IOException {
        try (LoopbackServer server = new LoopbackServer()) {
            RemoteFile broken =
                    new RemoteFile("hamlet", "input.txt", server.hangingUp("/broken", CONTENT), CONTENT.length, SHA256);
            RemoteFile whole =
                    new RemoteFile("hamlet", "input.txt", server.serving("/whole", CONTENT), CONTENT.length, SHA256);
            DatasetStore store = store(null, new HttpDownloader());

            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> store.find(broken))
                    .withMessageContaining("broke off");
            assertThat(cached()).isEmpty();
            assertThat(store.find(whole)).hasBinaryContent(CONTENT);
        }
    }

    @Test
    void fetchesAgainWhatHasChangedInTheCache() throws IOException {
        Path file = cache.resolve("hamlet/input.txt");
        Files.createDirectories(file.getParent());
        Files.write(file, OTHER);

        assertThat(store(null, sending(CONTENT)).find(FILE)).hasBinaryContent(CONTENT);
    }

    @Test
    void takesALocalCopyWithoutTouchingIt() throws IOException {
        Path local = localCopy(CONTENT);
        FileTime before = Files.getLastModifiedTime(local);

        assertThat(store(folder.resolve("data"), NOBODY).find(FILE)).isEqualTo(local);
        assertThat(Files.getLastModifiedTime(local)).isEqualTo(before);
        assertThat(cache).doesNotExist();
    }

    @Test
    void refusesALocalCopyWithOtherContent() throws IOException {
        Path local = localCopy(OTHER);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> store(folder.resolve("data"), NOBODY).find(FILE))
                .withMessage("hamlet/input.txt: the SHA-256 of the local copy " + local + " is wrong: expected "
                        + SHA256 + " (19 bytes), got " + OTHER_SHA256 + " (19 bytes)");
        assertThat(local).hasBinaryContent(OTHER);
    }

    @Test
    void downloadsNothingThatADataDirectoryLacks() {
        Path data = folder.resolve("data");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> store(data, NOBODY).find(FILE))
                .withMessage(
                        data.resolve("hamlet/input.txt")
                                + ": no such file; a data directory is named (--data-dir, BACKFLOW_DATA), so nothing is downloaded");
    }

    @Test
    void looksIntoTheFolderOfTheProjectFirst() throws IOException {
        Path own = Files.createDirectories(folder.resolve("datasets/hamlet")).resolve("input.txt");
        Files.write(own, CONTENT);
        localCopy(OTHER);

        assertThat(store(null, NOBODY).find(FILE)).isEqualTo(own);
        assertThat(store(folder.resolve("data"), NOBODY).find(FILE)).isEqualTo(own);
        Files.write(own, OTHER);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> store(null, sending(CONTENT)).find(FILE))
                .withMessageStartingWith(
                        "hamlet/input.txt: the SHA-256 of the local copy " + own + " is wrong: expected " + SHA256);
    }

    @Test
    void removesWhatAKilledProcessLeftBehindButNotWhatARunningOneWrites() throws IOException {
        Path directory = Files.createDirectories(cache.resolve("hamlet"));
        Path abandoned = Files.write(directory.resolve(".input.txt.1.part"), new byte[5]);
        Path running = Files.write(directory.resolve(".input.txt.2.part"), new byte[5]);
        Files.setLastModifiedTime(abandoned, FileTime.from(NOW.minusSeconds(25 * 3600)));
        Files.setLastModifiedTime(running, FileTime.from(NOW.minusSeconds(23 * 3600)));
        new DatasetStore(null, cache, null, sending(CONTENT), DownloadProgress.NONE, Clock.fixed(NOW, ZoneOffset.UTC))
                .find(FILE);

        assertThat(cached()).containsExactly(".input.txt.2.part", "input.txt");
    }

    @Test
    void letsSeveralFetchTheSameFileAtTheSameTime() throws Exception {
        int processes = 4;
        CyclicBarrier halfway = new CyclicBarrier(processes);
        Downloader together = (source, target, maxBytes, received) -> {
            Files.write(target, new byte[5]);
            meet(halfway);
            Files.write(target, CONTENT);
        };
        ExecutorService threads = Executors.newFixedThreadPool(processes);
        try {
            List<Future<Path>> found = IntStream.range(0, processes)
                    .mapToObj(process ->
                            threads.submit(() -> store(null, together).find(FILE)))
                    .toList();
            for (Future<Path> path : found) {
                assertThat(path.get()).hasBinaryContent(CONTENT);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(cached()).containsExactly("input.txt");
    }

    @Test
    void saysWhenTheCacheCannotBeWritten() throws IOException {
        Files.createFile(folder.resolve("not"));

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> store(null, NOBODY).find(FILE))
                .withMessageContaining("cannot download hamlet/input.txt")
                .withMessageContaining(folder.resolve("not").toString());
    }

    private Path localCopy(byte[] content) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("data/hamlet"));
        return Files.write(directory.resolve("input.txt"), content);
    }

    private DatasetStore store(@Nullable Path dataDirectory, Downloader downloader) {
        return new DatasetStore(
                folder.resolve("datasets"), cache, dataDirectory, downloader, DownloadProgress.NONE, Clock.systemUTC());
    }

    private List<String> cached() {
        try (Stream<Path> files = Files.list(cache.resolve("hamlet"))) {
            List<String> names = new ArrayList<>(
                    files.map(file -> file.getFileName().toString()).toList());
            Collections.sort(names);
            return names;
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static Downloader sending(byte[] content) {
        return (source, target, maxBytes, received) -> Files.write(target, content);
    }

    private static void meet(CyclicBarrier barrier) throws IOException {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception alone) {
            throw new IOException(alone);
        }
    }
}
