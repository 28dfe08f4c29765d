// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backflow.report.internal.page.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the live page in a browser without a window, where there is Chromium, and lets the files change. */
class LiveInChromiumTest {

    @TempDir
    private Path folder;

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
        assumeTrue(Files.isExecutable(Chromium.PROGRAM), "there is no " + Chromium.PROGRAM);
        Path run = folder.resolve("run");
        Duration patience = Duration.ofSeconds(10);
        LiveServer.Pace pace = new LiveServer.Pace(Duration.ofMillis(100), patience, Duration.ofSeconds(2));
        try (LiveServer server = new LiveServer(run, 0, pace);
                Chromium page = Chromium.start(folder.resolve("profile"))) {
            page.open(server.address());
            page.await("document.getElementById('live') !== null && BF.data.runs.length === 0");
            assertThat(valueOf(page, "BF.pause(20) * navigator.hardwareConcurrency + ' ' + BF.pause(1e6)"))
                    .isEqualTo("2000 30000");
            page.evaluate("BF.pause = () => 0"); // here it may be drawn all the time
            writeRun(20);
            page.await("BF.data.runs.length === 1");
            page.await("document.querySelectorAll('section.panel').length > 8");
            page.evaluate("BF.charts.filter(c => c.it && c.linked)[0].it.dispatchAction("
                    + "{ type: 'dataZoom', startValue: 5, endValue: 10 })");
            page.evaluate("BF.set({ filter: 'seed', at: 500 })");
            String zoom = "(z => Math.round(z.startValue) + '-' + Math.round(z.endValue))"
                    + "(BF.charts.filter(c => c.it && c.linked)[0].it.getOption().dataZoom[0])";
            assertThat(valueOf(page, zoom)).isEqualTo("5-10");
            writeRun(40);
            page.await("Math.max(...BF.sums(Object.values(BF.data.runs[0].loss.training)[0] && "
                    + "BF.data.runs[0].loss.training.u)) === 40");
            page.await(zoom + " === '5-10'");
            assertThat(valueOf(page, "document.getElementById('status').textContent"))
                    .as("said once, however often it is drawn")
                    .isEqualTo("run · running · 0 of 1 run is over");
            assertThat(valueOf(page, "BF.state.filter + BF.state.at")).isEqualTo("seed500");
            assertThat(valueOf(page, "document.body.dataset.failed")).isEmpty();
            server.close();
            page.await("document.getElementById('live').textContent.startsWith('no longer watched')");
        }
    }

    private static String valueOf(Chromium page, String expression) throws Exception {
        return page.evaluate(expression).asText();
    }
}
