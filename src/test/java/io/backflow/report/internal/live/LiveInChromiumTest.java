// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Opens the live page in a browser without a window, where there is Chromium, and lets the files change. */
class LiveInChromiumTest {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final long SECONDS = 60;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder;

    /** Asks a page for the values of expressions, by the protocol of Chromium's own tools. */
    private static final class Tools implements WebSocket.Listener, AutoCloseable {

        private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private final WebSocket socket;

        Tools(URI page) {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(page, this)
                    .join();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                answers.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        String valueOf(String expression) throws IOException, InterruptedException {
            String asked = MAPPER.writeValueAsString(
                    Map.of("id", 1, "method", "Runtime.evaluate", "params", Map.of("expression", expression)));
            socket.sendText(asked, true).join();
            String answer = answers.poll(SECONDS, TimeUnit.SECONDS);
            return MAPPER.readTree(String.valueOf(answer))
                    .at("/result/result/value")
                    .asText();
        }

        void await(String expression, String value) throws IOException, InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            String now = valueOf(expression);
            while (!now.equals(value)) {
                assertThat(System.nanoTime() - end)
                        .as("%s becomes %s, is %s; %s", expression, value, now, valueOf("document.body.innerText"))
                        .isNegative();
                Thread.sleep(50);
                now = valueOf(expression);
            }
        }

        @Override
        public void close() {
            socket.abort();
        }
    }

    private void writeRun(int updates) throws IOException {
        Path run = folder.resolve("run");
        Files.createDirectories(run);
        Files.writeString(run.resolve("config.yaml"), "name: <script>alert(1)</script>\n");
        Files.writeString(run.resolve("status.json"), "{\"status\": \"running\"}");
        StringBuilder lines = new StringBuilder();
        for (int update = 1; update <= updates; update++) {
            lines.append("{\"record\":\"metrics\",\"updates\":")
                    .append(update)
                    .append(",\"epoch\":0,\"split\":\"training\",\"loss\":")
                    .append(1.0 / update)
                    .append("}\n");
        }
        Files.writeString(run.resolve("metrics.jsonl"), lines);
    }

    @Test
    @SuppressWarnings("try") // that it closes early is what is tested
    void thePageFollowsTheFilesAndKeepsWhatIsChosen() throws Exception {
        assumeTrue(Files.isExecutable(CHROMIUM), "there is no " + CHROMIUM);
        Path run = folder.resolve("run");
        Duration patience = Duration.ofSeconds(10);
        LiveServer.Pace pace = new LiveServer.Pace(Duration.ofMillis(100), patience, Duration.ofSeconds(2));
        Process chromium = null;
        try (LiveServer server = new LiveServer(run, 0, pace)) {
            chromium = start(server.address());
            try (Tools page = new Tools(devices(chromium))) {
                page.await("document.getElementById('live') !== null && BF.data.runs.length === 0", "true");
                assertThat(page.valueOf("BF.pause(20) * navigator.hardwareConcurrency + ' ' + BF.pause(1e6)"))
                        .isEqualTo("2000 30000");
                page.valueOf("BF.pause = () => 0"); // here it may be drawn all the time
                writeRun(20);
                page.await("BF.data.runs.length", "1");
                page.await("document.querySelectorAll('section.panel').length > 8", "true");
                page.valueOf("BF.charts.filter(c => c.it && c.linked)[0].it.dispatchAction("
                        + "{ type: 'dataZoom', startValue: 5, endValue: 10 })");
                page.valueOf("BF.set({ filter: 'seed', at: 500 })");
                String zoom = "(z => Math.round(z.startValue) + '-' + Math.round(z.endValue))"
                        + "(BF.charts.filter(c => c.it && c.linked)[0].it.getOption().dataZoom[0])";
                assertThat(page.valueOf(zoom)).isEqualTo("5-10");
                writeRun(40);
                page.await(
                        "Math.max(...BF.sums(Object.values(BF.data.runs[0].loss.training)[0] && "
                                + "BF.data.runs[0].loss.training.u))",
                        "40");
                page.await(zoom, "5-10");
                assertThat(page.valueOf("document.getElementById('status').textContent"))
                        .as("said once, however often it is drawn")
                        .isEqualTo("run · running · 0 of 1 run is over");
                assertThat(page.valueOf("BF.state.filter + BF.state.at")).isEqualTo("seed500");
                assertThat(page.valueOf("document.body.dataset.failed")).isEmpty();
                server.close();
                page.await("document.getElementById('live').textContent.startsWith('no longer watched')", "true");
            }
        } finally {
            if (chromium != null) {
                chromium.destroyForcibly().waitFor();
            }
        }
    }

    private Process start(URI address) throws IOException {
        return new ProcessBuilder(List.of(
                        CHROMIUM.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--remote-debugging-port=0",
                        address.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromium.txt").toFile())
                .start();
    }

    /** Returns where the page can be asked: Chromium writes its port into its profile. */
    private URI devices(Process chromium) throws Exception {
        Path ports = folder.resolve("profile/DevToolsActivePort");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() - end < 0 && chromium.isAlive()) {
            if (Files.exists(ports) && Files.readAllLines(ports).size() > 1) {
                URI list = URI.create(
                        "http://127.0.0.1:" + Files.readAllLines(ports).get(0) + "/json/list");
                for (JsonNode target : MAPPER.readTree(list.toURL())) {
                    if (target.at("/url").asText().contains("127.0.0.1")) {
                        return URI.create(target.at("/webSocketDebuggerUrl").asText());
                    }
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("Chromium does not start: " + Files.readString(folder.resolve("chromium.txt")));
    }
}
