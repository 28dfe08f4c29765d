// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpDownloaderTest {

    /** Long enough for a busy machine to answer over loopback where an answer comes at all. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private static final Duration IMPATIENT = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    private LoopbackServer server;
    private Path target;
    private byte[] content;

    @BeforeEach
    void start() throws IOException {
        server = new LoopbackServer();
        target = folder.resolve("target");
        content = new byte[300_000];
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void writesWhatTheServerSends() throws Exception {
        List<Long> progress = Collections.synchronizedList(new ArrayList<>());
        new HttpDownloader(PATIENT).download(server.serving("/file", content), target, content.length, progress::add);

        assertThat(target).hasBinaryContent(content);
        assertThat(progress).isSorted().startsWith(0L).endsWith((long) content.length);
    }

    @Test
    void aFullDiskIsSaidWhateverTheServerSent() {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        URI source = server.serving("/file", content);
        assertThatIOException()
                .isThrownBy(() -> new HttpDownloader(PATIENT).download(source, full, content.length, received -> {}))
                .withMessage("No space left on device");
    }

    @Test
    void followsRedirects() throws Exception {
        URI moved = server.redirecting("/old", server.serving("/new", content));
        new HttpDownloader(PATIENT).download(moved, target, content.length, received -> {});

        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void overwritesWhatWasThere() throws Exception {
        Files.write(target, new byte[content.length * 2]);
        new HttpDownloader(PATIENT).download(server.serving("/file", content), target, content.length, received -> {});

        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void waitsForAServerThatSendsLittleAtATime() throws Exception {
        Semaphore arrived = new Semaphore(0);
        URI slow = server.at("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 20);
            for (int sent = 0; sent < 20; sent++) {
                arrived.acquireUninterruptibly(); // the start, and then every byte, as the other side reports it
                exchange.getResponseBody().write(sent);
                exchange.getResponseBody().flush();
            }
            exchange.close();
        });
        new HttpDownloader(PATIENT).download(slow, target, 20, received -> arrived.release());

        assertThat(target).hasSize(20);
    }

    @ParameterizedTest(name = "status {0}")
    @ValueSource(ints = {204, 403, 404, 500, 503})
    void refusesEveryStatusButOk(int status) {
        assertThatIOException()
                .isThrownBy(() -> download(server.refusing("/file", status), PATIENT))
                .withMessage("the server answered with status " + status);
    }

    @Test
    void saysHowFarItCameWhenTheConnectionBreaks() {
        assertThatIOException()
                .isThrownBy(() -> download(server.hangingUp("/file", content), PATIENT))
                .withMessageStartingWith("the connection broke off after ");
    }

    @Test
    void givesUpOnAServerThatStalls() {
        assertThatIOException()
                .isThrownBy(() -> download(server.stalling("/file", content), IMPATIENT))
                .withMessageStartingWith("the server sent nothing for 300 ms, after ");
    }

    @Test
    void refusesMoreThanItWasToldToExpect() {
        assertThatIOException()
                .isThrownBy(() -> new HttpDownloader(PATIENT)
                        .download(server.serving("/file", content), target, 1000, received -> {}))
                .withMessage("the server sent more than the 1000 bytes that the file has");
        assertThat(target.toFile().length()).isLessThanOrEqualTo(1000);
    }

    @Test
    void refusesMoreFromAServerThatAnnouncesNoSize() {
        URI endless = server.at("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0); // in chunks, as many as the other side takes
            while (true) {
                exchange.getResponseBody().write(content);
            }
        });
        assertThatIOException()
                .isThrownBy(() -> download(endless, PATIENT))
                .withMessage("the server sent more than the 300000 bytes that the file has");
    }

    @Test
    void givesUpOnAServerThatNeverAnswers() {
        assertThatIOException()
                .isThrownBy(() -> download(server.silent("/file"), IMPATIENT))
                .withMessage("the server sent nothing for 300 ms, after 0 bytes");
    }

    @Test
    void saysWhenThereIsNoServer() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThatIOException()
                .isThrownBy(() -> download(URI.create("http://127.0.0.1:" + port + "/file"), PATIENT))
                .withMessage("cannot connect to the server");
    }

    @Test
    void stopsWhenItsThreadIsInterrupted() {
        URI stalling = server.stalling("/file", content);
        Thread downloading = Thread.currentThread();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> new HttpDownloader(PATIENT).download(stalling, target, content.length, received -> {
                    if (received > 0) {
                        downloading.interrupt();
                    }
                }));
    }

    private void download(URI source, Duration patience) throws IOException, InterruptedException {
        new HttpDownloader(patience).download(source, target, content.length, received -> {});
    }
}
