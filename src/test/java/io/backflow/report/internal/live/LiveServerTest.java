// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.report.internal.live.LiveServer.Pace;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveServerTest {

    private static final Duration SOON = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    private Path run;
    private LiveServer server;

    @BeforeEach
    void start() throws IOException {
        run = folder.resolve("run");
        server = new LiveServer(run, 0, new Pace(SOON, Duration.ofSeconds(10), SOON));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void writeRun(String loss) throws IOException {
        Files.createDirectories(run);
        Files.writeString(run.resolve("status.json"), "{\"status\": \"running\"}");
        Files.writeString(
                run.resolve("metrics.jsonl"),
                "{\"record\":\"metrics\",\"updates\":1,\"epoch\":0,\"split\":\"training\",\"loss\":" + loss + "}\n");
    }

    private Socket open(String method, String path, String host, String more) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(10_000);
        String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Returns the whole answer to a request. */
    private String ask(String method, String path, String host, String more) throws IOException {
        try (Socket socket = open(method, path, host, more + "Connection: close\r\n");
                InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String host() {
        return "127.0.0.1:" + server.address().getPort();
    }

    private String get(String thing) throws IOException {
        return ask("GET", server.address().getPath() + thing, host(), "");
    }

    private static String inflated(String answer) throws IOException {
        byte[] bytes = Base64.getDecoder().decode(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void servesThePageWithAPolicyThatAllowsItsOwnServerOnly() throws IOException {
        writeRun("0.5");
        String page = get("");
        assertThat(page)
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("Content-Security-Policy: default-src 'none'; script-src 'sha256-")
                .contains("; connect-src 'self'")
                .containsIgnoringCase("Referrer-Policy: no-referrer")
                .contains("BF.live")
                .contains("<title>run - Backflow</title>");
        assertThat(inflated(get("data"))).contains("\"status\":\"running\"", "0.5");
        String other = ask(
                "GET",
                server.address().getPath(),
                "localhost:" + server.address().getPort(),
                "");
        assertThat(other).startsWith("HTTP/1.1 200");
        assertThat(run).isDirectoryNotContaining("glob:**report.html");
    }

    @Test
    void refusesWhoDoesNotKnowTheToken() throws IOException {
        URI address = server.address();
        String token = address.getPath().substring(1, address.getPath().length() - 1);
        assertThat(token).hasSizeGreaterThanOrEqualTo(32);
        String wrong = (token.charAt(0) == 'a' ? 'b' : 'a') + token.substring(1);
        for (String path : List.of("/", "/data", "/" + wrong + "/", "/" + token.substring(1) + "/data", "/" + token)) {
            assertThat(ask("GET", path, host(), "")).as(path).startsWith("HTTP/1.1 403");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:PORT",
                "127.0.0.1",
                "127.0.0.1:1",
                "127.0.0.1:PORT.evil",
                "[::1]:PORT"
            })
    void refusesAnotherHost(String host) throws IOException {
        String named = host.replace("PORT", String.valueOf(server.address().getPort()));
        assertThat(ask("GET", server.address().getPath(), named, "")).startsWith("HTTP/1.1 403");
    }

    @Test
    void refusesTheScriptOfAnotherPage() throws IOException {
        String path = server.address().getPath() + "data";
        assertThat(ask("GET", path, host(), "Origin: http://evil.example\r\n")).startsWith("HTTP/1.1 403");
        assertThat(ask("GET", path, host(), "Origin: null\r\n")).startsWith("HTTP/1.1 403");
        assertThat(ask("GET", path, host(), "Origin: http://" + host() + "\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "HEAD"})
    void answersToGetOnly(String method) throws IOException {
        assertThat(ask(method, server.address().getPath(), host(), "Content-Length: 0\r\n"))
                .startsWith("HTTP/1.1 405");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "..%2fsecret",
                "%2e%2e/secret",
                "data/../../secret",
                "status.json",
                "events/",
                "data%00",
                "/etc/passwd"
            })
    void servesNoFile(String thing) throws IOException {
        writeRun("0.5");
        Files.writeString(folder.resolve("secret"), "do not tell");
        assertThat(get(thing)).containsPattern("^HTTP/1.1 40[04]").doesNotContain("do not tell", "running");
    }

    @Test
    void tellsOfTheDirectoryFromBeforeItIsThereUntilItIsGone() throws IOException {
        assertThat(inflated(get("data"))).contains("\"runs\":[]");
        try (Socket socket = open("GET", server.address().getPath() + "events", host(), "");
                BufferedReader events =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(next(events)).contains("\"state\":\"waiting\"");
            writeRun("0.5");
            nextUntil(events, "\"state\":\"running\"");
            String before = inflated(get("data"));
            writeRun("0.25123");
            nextUntil(events, "\"version\":");
            assertThat(inflated(get("data"))).isNotEqualTo(before).contains("0.25123");
            Files.writeString(run.resolve("status.json"), "{\"status\": \"finished\"}");
            nextUntil(events, "\"state\":\"over\"");
            for (Path file : List.of(run.resolve("status.json"), run.resolve("metrics.jsonl"), run)) {
                Files.delete(file);
            }
            nextUntil(events, "\"state\":\"gone\"");
            assertThat(inflated(get("data"))).as("the last of it").contains("0.25123");
            server.close();
            assertThat(events.lines().toList()).contains("event: end");
        }
    }

    @Test
    void saysThatTheProcessOfARunWasKilledAndThatItGoesOn() throws IOException {
        writeRun("0.5");
        FileTime longAgo = FileTime.from(Instant.now().minusSeconds(120));
        for (String file : List.of("status.json", "metrics.jsonl")) {
            Files.setLastModifiedTime(run.resolve(file), longAgo);
        }
        try (Socket socket = open("GET", server.address().getPath() + "events", host(), "");
                BufferedReader events =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            nextUntil(events, "\"state\":\"abandoned\"");
            writeRun("0.25");
            nextUntil(events, "\"state\":\"running\"");
        }
    }

    @Test
    void whatThePageIsNotMadeOfIsNoNews() throws IOException {
        writeRun("0.5");
        try (Socket socket = open("GET", server.address().getPath() + "events", host(), "");
                BufferedReader events =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            nextUntil(events, "\"state\":\"running\"");
            for (String file : List.of("report.html", "checkpoint.zip", "events.out.tfevents.1", "config.yaml.tmp")) {
                Files.writeString(run.resolve(file), "x");
            }
            socket.setSoTimeout(4 * (int) SOON.toMillis());
            assertThatThrownBy(() -> next(events)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static String next(BufferedReader events) throws IOException {
        String line = events.readLine();
        while (line != null && !line.startsWith("data: ")) {
            line = events.readLine();
        }
        return String.valueOf(line);
    }

    private static void nextUntil(BufferedReader events, String wanted) throws IOException {
        String data = next(events);
        while (!data.contains(wanted)) {
            assertThat(data).as("an event with %s comes", wanted).isNotEqualTo("null");
            data = next(events);
        }
    }

    @Test
    void clientsThatNeverReadBlockNobody() throws IOException {
        server.close();
        server = new LiveServer(run, 0, new Pace(SOON, Duration.ofMillis(400), SOON));
        writeRun("0.5");
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) { // of a page of a megabyte each
                silent.add(open("GET", server.address().getPath(), host(), ""));
            }
            for (int i = 0; i < 3; i++) { // and some that do not even finish their request
                Socket slow = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort());
                slow.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
                silent.add(slow);
            }
            assertThat(get("data")).startsWith("HTTP/1.1 200");
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void onlySoManyPagesAreKeptUpToDate() throws IOException {
        writeRun("0.5");
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < Listeners.MOST; i++) {
                open.add(open("GET", server.address().getPath() + "events", host(), ""));
                assertThat(open.get(i).getInputStream().read()).isEqualTo('H');
            }
            assertThat(get("events")).startsWith("HTTP/1.1 503");
            assertThat(get("data")).startsWith("HTTP/1.1 200");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        String answer = "";
        for (int i = 0; i < 50 && !answer.startsWith("HTTP/1.1 200"); i++) { // each try shows who has gone
            try (Socket socket = open("GET", server.address().getPath() + "events", host(), "")) {
                answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
            }
        }
        assertThat(answer).as("pages that were closed make room").isEqualTo("HTTP/1.1 200");
    }
}
