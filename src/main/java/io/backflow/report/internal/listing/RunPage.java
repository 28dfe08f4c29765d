// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.listing;

import io.backflow.report.internal.Baselines;
import io.backflow.report.internal.ConsoleTable;
import io.backflow.report.internal.Figures;
import io.backflow.report.internal.page.Culprits;
import io.backflow.result.internal.FlowSummary;
import io.backflow.result.internal.GradientSummary;
import io.backflow.result.internal.RunSummary;
import io.backflow.result.internal.listing.ConfigurationText;
import io.backflow.result.internal.listing.FoundRun;
import io.backflow.store.internal.Json;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run on one screen. */
public final class RunPage {

    private static final int KEY = 14;
    private static final int CULPRITS = 3;

    /** The parts of a configuration by which one run is told from another; config.yaml has all. */
    private static final List<String> SHORT = List.of("task", "cell", "weights", "clipping", "regularizer", "training");

    private final Map<String, String> said = new LinkedHashMap<>();

    private RunPage() {}

    /**
     * Returns the text.
     *
     * @param width number of characters in a line of the terminal
     */
    public static String of(FoundRun run, int width) {
        RunPage page = new RunPage();
        page.said.put("status", run.status() + (run.reason().isEmpty() ? "" : ": " + run.reason()));
        if (!run.at().isEmpty()) {
            page.said.put("at", run.at());
        }
        page.configuration(run.directory());
        RunSummary summary = run.summary();
        if (summary != null) {
            page.result(summary);
            page.gradients(summary, gradients(run.directory()));
            page.culprits(run.directory());
            page.flow(summary.flow());
            page.said.put(
                    "time", Figures.duration(Duration.ofMillis(Math.round(summary.seconds() * 1e3))) + " of training");
        }
        page.said.put("report", report(run.directory()));
        return run.directory() + "\n\n" + page.text(width);
    }

    /** Returns where the report of a directory is, or how it is made. */
    static String report(Path directory) {
        Path report = directory.resolve("report.html");
        return Files.isRegularFile(report) ? report.toString() : "none; backflow report " + directory + " makes it";
    }

    /** Returns the summary of a run's gradients; null if there is none, or none that can be read. */
    public static @Nullable GradientSummary gradients(Path directory) {
        Path file = directory.resolve("gradient-summary.json");
        try {
            return Files.isRegularFile(file) ? Json.read(file, GradientSummary.class) : null;
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    private void configuration(Path directory) {
        ConfigurationText config = ConfigurationText.read(directory);
        for (String key : SHORT) {
            String value = config.inline(key);
            if (!value.isEmpty() && !value.startsWith("type none")) {
                said.put(key, value);
            }
        }
        String seed = config.inline("seed");
        if (!seed.isEmpty()) {
            said.put("seed", seed);
        }
    }

    private void result(RunSummary summary) {
        said.put(
                "updates",
                Figures.count(summary.updates()) + " of " + Figures.count(summary.parameters()) + " parameters");
        if (!summary.figures().isEmpty()) {
            Map<String, Double> others = new LinkedHashMap<>(summary.figures());
            others.remove(summary.metric().key());
            others.keySet().removeAll(Baselines.names());
            said.put(
                    "test", summary.metric().label() + " " + Figures.norm(summary.value()) + Baselines.beside(summary));
            said.put(
                    "also",
                    others.entrySet().stream()
                            .map(figure -> figure.getKey() + " " + Figures.norm(figure.getValue()))
                            .collect(Collectors.joining(", ")));
            said.values().removeIf(String::isEmpty);
        }
    }

    private void gradients(RunSummary summary, @Nullable GradientSummary gradients) {
        if (gradients != null) {
            said.put(
                    "norm, all",
                    quantiles(gradients.globalNorm()) + ", " + gradients.stage() + ", " + gradients.scale());
            said.put("norm, " + gradients.layer(), quantiles(gradients.layerNorm()));
        }
        String threshold = gradients == null || Double.isNaN(gradients.threshold())
                ? ""
                : ", threshold " + Figures.norm(gradients.threshold());
        said.put(
                "clipped",
                Figures.percent(summary.shareClipped()) + " of updates" + threshold + "; not finite: "
                        + Figures.count(summary.nonFinite()));
    }

    /** Says which examples most often added most to gradients that were clipped, not finite or among the largest. */
    private void culprits(Path directory) {
        Culprits culprits = Culprits.read(directory.resolve("clipping.jsonl"));
        String most = culprits.most().stream()
                .limit(CULPRITS)
                .map(RunPage::culprit)
                .collect(Collectors.joining("; "));
        if (!most.isEmpty()) {
            said.put("large shares", most + "; of " + Figures.count(culprits.updates()) + " updates that name examples");
        }
    }

    private static String culprit(Culprits.Culprit culprit) {
        String share = Double.isNaN(culprit.share()) ? "" : " with up to " + Figures.percent(culprit.share());
        String broken = culprit.nonFinite() == 0 ? "" : ", not finite in " + Figures.count(culprit.nonFinite());
        return culprit.place() + ": first in " + Figures.count(culprit.times()) + share + broken;
    }

    private static String quantiles(GradientSummary.Quantiles norms) {
        return "median " + Figures.norm(norms.p50()) + ", P10 " + Figures.norm(norms.p10()) + ", P90 "
                + Figures.norm(norms.p90()) + ", P99 " + Figures.norm(norms.p99()) + ", max "
                + Figures.norm(norms.max());
    }

    private void flow(FlowSummary flow) {
        moment("flow at start", flow.start());
        moment("flow at end", flow.end());
    }

    private void moment(String name, FlowSummary.@Nullable Moment moment) {
        if (moment != null) {
            String layers = moment.layers().entrySet().stream()
                    .map(layer -> layer.getKey() + " " + layer.getValue().verdict() + ", rate "
                            + Figures.norm(layer.getValue().rate()) + ", arrived "
                            + Figures.norm(layer.getValue().arrived()) + " after "
                            + layer.getValue().lags() + " steps")
                    .collect(Collectors.joining("; "));
            said.put(name, moment.verdict() + " (update " + moment.update() + "): " + layers);
        }
    }

    private String text(int width) {
        return said.entrySet().stream()
                .map(entry -> line(entry.getKey(), entry.getValue(), width))
                .collect(Collectors.joining());
    }

    static String line(String key, String value, int width) {
        String indented = ConsoleTable.reflow(value.replaceAll("\\s*\\R\\s*", " "), Math.max(KEY, width - KEY - 2))
                .replace("\n", "\n" + " ".repeat(KEY + 2));
        return String.format("%-" + KEY + "s  %s%n", key, indented);
    }
}
