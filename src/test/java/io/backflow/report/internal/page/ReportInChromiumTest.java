// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Opens a report of all kinds of runs in a browser without a window, where there is Chromium. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportInChromiumTest {

    private static final String READY = "document.body.dataset.ready || document.body.dataset.failed";

    private static final String RUNS = "document.querySelector('#runs .note').textContent";

    private static final List<String> PANELS = List.of(
            "answer",
            "clipping",
            "comparison",
            "curves",
            "flow",
            "gradients",
            "grid",
            "layers",
            "ratio",
            "reproduce",
            "runs");

    @TempDir
    static Path folder;

    private @Nullable Chromium browser;
    private String shown = "";
    private URI page = URI.create("about:blank");

    @BeforeAll
    void openOnce() throws Exception {
        assumeTrue(Files.isExecutable(Chromium.PROGRAM), "there is no " + Chromium.PROGRAM);
        Path grid = folder.resolve("grid");
        RunFiles.comparison(grid, 2, 600);
        Path nan = folder.resolve("nan");
        RunFiles.run(nan, 300, 1);
        RunFiles.spoil(nan);
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Files.writeString(empty.resolve("metrics.jsonl"), "");
        Path interrupted = folder.resolve("interrupted");
        RunFiles.run(interrupted, 300, 1);
        Files.delete(interrupted.resolve("summary.json"));
        RunFiles.status(interrupted, "interrupted");
        Files.writeString(interrupted.resolve("flow.jsonl"), "{\"record\":\"fl", StandardOpenOption.APPEND);
        Path markup = folder.resolve("markup");
        for (int seed = 1; seed <= 3; seed++) {
            RunFiles.run(markup.resolve("copy/<script>alert(1)/none/seed-" + seed), 300, seed);
        }
        page = HtmlReport.write(List.of(grid, nan, empty, interrupted, markup), folder.resolve("all.html"))
                .toUri();
        browser = Chromium.start(folder.resolve("profile"));
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private Chromium chromium() {
        return Objects.requireNonNull(browser);
    }

    /** Shows the page with everything drawn and nothing chosen; it is loaded anew only where the window is another. */
    private Chromium open(int width, boolean dark) throws Exception {
        Chromium chromium = chromium();
        String state = width + (dark ? " dark" : " light");
        if (!state.equals(shown)) {
            chromium.open(URI.create("about:blank"));
            chromium.show(width, 900, dark);
            chromium.open(URI.create(page + "#all"));
            chromium.await(READY);
            assertThat(chromium.evaluate("document.body.dataset.failed").isMissingNode())
                    .isTrue();
            shown = state;
        }
        chromium.evaluate("BF.set({ task: BF.tasks()[0], filter: '', off: new Set(), at: 1000 })");
        return chromium;
    }

    @Test
    void everyPanelIsDrawnInPixels() throws Exception {
        Chromium chromium = open(1400, false);
        BufferedImage picture = chromium.picture();
        Map<String, Integer> ink = new TreeMap<>();
        Map<String, Integer> colour = new TreeMap<>();
        for (JsonNode place : chromium.evaluate(
                "[...document.querySelectorAll('section.panel')].map(e => {"
                        + " const r = e.getBoundingClientRect(); return [e.id, r.left, r.top + scrollY, r.width, r.height]; })")) {
            String panel = place.get(0).asText();
            ink.put(panel, Pixels.in(picture, place).notOf(0xffffff));
            colour.put(panel, Pixels.in(picture, place).coloured());
        }
        assertThat(ink.keySet()).containsExactlyElementsOf(PANELS);
        assertThat(ink)
                .allSatisfy((panel, pixels) -> assertThat(pixels).as(panel).isGreaterThan(2_000));
        colour.keySet().removeAll(List.of("runs", "reproduce")); // of text
        assertThat(colour)
                .allSatisfy((panel, pixels) -> assertThat(pixels).as(panel).isGreaterThan(400));
        JsonNode places = chromium.evaluate("[...document.querySelectorAll('.chart')].filter(e => e.offsetHeight)"
                + ".map(e => { const r = e.getBoundingClientRect();"
                + " return [e.getAttribute('aria-label'), r.left, r.top + scrollY, r.width, r.height]; })");
        assertThat(places).hasSizeGreaterThan(25);
        assertThat(places)
                .allSatisfy(place -> assertThat(Pixels.in(picture, place).notOf(0xffffff))
                        .as(place.toString())
                        .isGreaterThan(1_000));
        assertThat(places)
                .filteredOn(place -> !"differences of arms".equals(place.get(0).asText())) // of two seeds: grey
                .allSatisfy(place -> assertThat(Pixels.in(picture, place).coloured())
                        .as(place.toString())
                        .isGreaterThan(100));
        assertThat(chromium.errors()).isEmpty();
    }

    @Test
    void theSliderMovesTheProfile() throws Exception {
        Chromium chromium = open(1400, false);
        String label = "document.querySelector('#flow output').textContent";
        String profile = "document.querySelector('#flow .high canvas').toDataURL()";
        assertThat(chromium.await(label).asText()).isEqualTo("500");
        String before = chromium.evaluate(profile).asText();
        chromium.click("#flow input[type=range]", 0.21);
        assertThat(chromium.await(label + " === '100' && " + label).asText()).isEqualTo("100");
        assertThat(chromium.evaluate(profile).asText()).isNotEqualTo(before);
        assertThat(chromium.evaluate("location.hash").asText()).contains("&at=");
        assertThat(chromium.errors()).isEmpty();
    }

    @Test
    void theFilterLeavesWhatItNames() throws Exception {
        Chromium chromium = open(1400, false);
        chromium.click("#bar input", 0.5);
        chromium.type("grid lstm global");
        chromium.await(RUNS + ".startsWith('2 of 14 runs')");
        assertThat(chromium.evaluate("[...document.querySelectorAll('#runs tbody tr')].map(r => r.textContent)"))
                .allSatisfy(row -> assertThat(row.asText()).contains("lstm", "global-norm"));
        chromium.click("#bar > button:nth-last-of-type(2)", 0.5);
        chromium.await(RUNS + ".startsWith('14 of 14 runs')");
        assertThat(chromium.errors()).isEmpty();
    }

    @Test
    void chartsComeBackAfterRunsThatHaveNone() throws Exception {
        Chromium chromium = open(1400, false);
        String drawn = "[...document.querySelectorAll('.chart')].filter(e => e.offsetHeight).length";
        int before = chromium.evaluate(drawn).asInt();
        chromium.evaluate("BF.set({ task: 'empty' })");
        assertThat(chromium.evaluate("document.querySelector('#curves').className")
                        .asText())
                .contains("bare");
        chromium.evaluate("BF.set({ all: false, task: BF.tasks()[0] })"); // as if none were in the window
        assertThat(chromium.evaluate(drawn).asInt()).isEqualTo(before);
        chromium.evaluate("BF.set({ all: true })");
    }

    @Test
    void runsOfAnyKindAreShownWithoutAnError() throws Exception {
        Chromium chromium = open(1400, false);
        JsonNode tasks = chromium.evaluate("BF.tasks()");
        assertThat(tasks).hasSize(5);
        for (JsonNode task : tasks) {
            chromium.evaluate("BF.set({ task: " + task + " })");
            assertThat(chromium.evaluate("document.querySelectorAll('.verdict').length")
                            .asInt())
                    .as(task.asText())
                    .isPositive();
            assertThat(chromium.errors()).as(task.asText()).isEmpty();
        }
        assertThat(chromium.evaluate("document.body.innerText").asText())
                .contains("<script>alert(1)", "not finite", "diverged", "interrupted")
                .doesNotContain("[object", "undefined");
        assertThat(chromium.evaluate("document.scripts.length").asInt()).isEqualTo(3);
    }

    @Test
    void aTelephoneInTheDarkShowsItTooAndNothingIsCutOff() throws Exception {
        Chromium chromium = open(400, true);
        assertThat(chromium.evaluate("document.documentElement.scrollWidth").asInt())
                .isEqualTo(400);
        BufferedImage picture = chromium.picture();
        assertThat(picture.getRGB(2, 2) & 0xff).isLessThan(60);
        assertThat(chromium.errors()).isEmpty();
    }

    /** The pixels of a rectangle. */
    private record Pixels(BufferedImage picture, int left, int top, int width, int height) {

        static Pixels in(BufferedImage picture, JsonNode place) {
            return new Pixels(
                    picture,
                    place.get(1).asInt(),
                    place.get(2).asInt(),
                    place.get(3).asInt(),
                    place.get(4).asInt());
        }

        int notOf(int ground) {
            return count(colour -> colour != ground);
        }

        /** Returns how many are of a colour and no shade of grey. */
        int coloured() {
            return count(colour -> {
                int red = colour >> 16;
                int green = (colour >> 8) & 0xff;
                int blue = colour & 0xff;
                return Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue)) > 40;
            });
        }

        private int count(IntPredicate wanted) {
            int count = 0;
            for (int y = top; y < Math.min(picture.getHeight(), top + height); y++) {
                for (int x = left; x < Math.min(picture.getWidth(), left + width); x++) {
                    count += wanted.test(picture.getRGB(x, y) & 0xffffff) ? 1 : 0;
                }
            }
            return count;
        }
    }
}
