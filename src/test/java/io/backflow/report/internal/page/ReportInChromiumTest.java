// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
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
    void wholeNumbersAreNotRoundedAndTicksAreRound() throws Exception {
        Chromium chromium = open(1400, false);
        assertThat(texts(chromium, "[1543, 11028, 0.98765, 4.7e9, 0, NaN].map(BF.show)"))
                .containsExactly("1543", "11028", "0.988", "4.70e9", "0", "\u2013");
        assertThat(texts(chromium, "[1, 0.5, 0.123].map(v => BF.inColumn(v, [{ v: 1 }, { v: 0.5 }], 'v'))"))
                .containsExactly("1.00", "0.500", "0.123");
        String ticks = "BF.ticks({ yAxis: BF.logAxis('norm'), series: [{ data: [[0, -3.6], [1, -2.4]] }] })"
                + ".series[0].markLine.data.map(tick => BF.power(tick.yAxis))";
        assertThat(texts(chromium, ticks))
                .containsExactly(
                        "2\u00b710\u207b\u2074",
                        "5\u00b710\u207b\u2074",
                        "10\u207b\u00b3",
                        "2\u00b710\u207b\u00b3",
                        "5\u00b710\u207b\u00b3");
        assertThat(texts(chromium, "Object.values(BF.unit(0.985, 1))")).containsExactly("0.985", "1", "0.005");
        assertThat(chromium.evaluate("BF.unit(1.2, 3)").isNull()).isTrue();
    }

    @Test
    void aPointWithoutNeighboursIsDrawn() throws Exception {
        Chromium chromium = open(1400, false);
        String line = "BF.line('one', '#000', %s)";
        String alone = line.formatted("[[0, 1], [1, null], [2, 3], [3, 4]]");
        assertThat(chromium.evaluate(alone + ".showSymbol").asBoolean()).isTrue();
        assertThat(texts(chromium, "[0, 2, 3].map(i => " + alone + ".symbolSize(null, { dataIndex: i }))"))
                .containsExactly("5", "0", "0");
        assertThat(chromium.evaluate(line.formatted("[[0, 1], [1, 2]]") + ".showSymbol")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void muchOfWhichNothingCanBeSaidIsFoldedAway() throws Exception {
        Chromium chromium = open(1400, false);
        String said = "BF.said(Array.from({ length: %d }, (_, i) => ({ verdict: i ? 'too few' : 'better',"
                + " first: { cell: 'lstm' }, sentence: 'sentence ' + i })))";
        assertThat(texts(
                        chromium,
                        "[...%s.querySelectorAll('li')].map(e => e.textContent)".formatted(said.formatted(5))))
                .containsExactly("sentence 0.", "sentence 1.", "sentence 2.", "sentence 3.", "sentence 4.");
        String many = said.formatted(9);
        assertThat(texts(
                        chromium, "[...%s.querySelectorAll(':scope > ul li')].map(e => e.textContent)".formatted(many)))
                .containsExactly("sentence 0.");
        assertThat(chromium.evaluate(many + ".querySelectorAll('details li').length")
                        .asInt())
                .isEqualTo(8);
    }

    private static List<String> texts(Chromium chromium, String expression) throws Exception {
        List<String> texts = new ArrayList<>();
        chromium.evaluate(expression).forEach(text -> texts.add(text.asText()));
        return texts;
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
