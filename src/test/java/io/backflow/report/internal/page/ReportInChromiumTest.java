// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens a report in a browser without a window, where there is Chromium. */
class ReportInChromiumTest {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private static final Pattern PANEL =
            Pattern.compile("<section class=\"panel\" id=\"(\\w+)\" data-drawn=\"(\\d+)\"");

    private static final int SECONDS = 120;

    @TempDir
    private Path directory;

    @Test
    void everyPanelIsDrawnWithoutAnErrorOnTheConsole() throws Exception {
        assumeTrue(Files.isExecutable(CHROMIUM), "there is no " + CHROMIUM);
        RunFiles.comparison(directory, 2, 600);
        Path page = HtmlReport.write(directory);
        Path errors = directory.resolve("errors.txt");
        String drawn = open(page, errors);
        assertThat(errors).content().doesNotContain("CONSOLE");
        assertThat(drawn).contains("data-ready=\"1\"").doesNotContain("data-failed");
        Map<String, Integer> panels = new TreeMap<>();
        for (Matcher panel = PANEL.matcher(drawn); panel.find(); ) {
            panels.put(panel.group(1), Integer.valueOf(panel.group(2)));
        }
        assertThat(panels)
                .containsOnlyKeys(
                        "answer",
                        "runs",
                        "curves",
                        "gradients",
                        "flow",
                        "layers",
                        "clipping",
                        "ratio",
                        "comparison",
                        "grid",
                        "reproduce")
                .allSatisfy((panel, charts) -> assertThat(charts).as(panel).isPositive());
    }

    private String open(Path page, Path errors) throws IOException, InterruptedException {
        Path out = directory.resolve("dom.txt");
        Process chromium = new ProcessBuilder(List.of(
                        CHROMIUM.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--enable-logging=stderr",
                        "--virtual-time-budget=5000",
                        "--dump-dom",
                        page.toUri() + "#all"))
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(chromium.waitFor(SECONDS, TimeUnit.SECONDS))
                    .as("the page is drawn within %d seconds", SECONDS)
                    .isTrue();
        } finally {
            chromium.destroyForcibly();
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }
}
