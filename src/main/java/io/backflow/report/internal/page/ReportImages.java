// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.report.internal.figure.Chart;
import io.backflow.report.internal.figure.Images;
import io.backflow.report.internal.figure.RankChart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the main panels of a report as images for a paper. */
final class ReportImages {

    private static final int COLUMNS = 80;
    private static final double DIFFERENT = 0.05;

    private final List<Images.Named> charts = new ArrayList<>();

    private ReportImages() {}

    /** Writes the images of a page's data into a folder, and returns a line for each. */
    static List<String> write(ReportData data, Path folder) {
        ReportImages images = new ReportImages();
        List<Arm> all = Arm.of(data);
        List<String> tasks = all.stream().map(Arm::task).distinct().toList();
        for (String task : tasks) {
            List<Arm> arms = all.stream().filter(arm -> arm.task().equals(task)).toList();
            images.add(new Figures(arms, COLUMNS), tasks.size() > 1 ? task + "-" : "");
        }
        images.addRanks(data);
        return Images.write(folder, images.charts);
    }

    private void add(Figures figures, String task) {
        add(task + "loss", figures.trainingLoss());
        figures.validated().forEach(name -> add(task + "validation-" + name, figures.curve("validation", name)));
        figures.layers().forEach(layer -> add(task + "gradient-norm-" + layer, figures.norm(layer)));
        add(task + "flow", figures.flow());
        add(task + "layers", figures.blocks());
        add(task + "clipping", figures.clipping());
        add(task + "update-ratio", figures.ratio());
        add(task + "results", figures.results());
    }

    private void add(String name, Optional<Chart> chart) {
        chart.ifPresent(drawn -> charts.add(new Images.Named(name, drawn)));
    }

    private void addRanks(ReportData data) {
        if (data.json().get("ranks") instanceof List<?> all) {
            for (Object one : all) {
                Line ranks = new Line(Map.of("ranks", one)).at("ranks");
                List<RankChart.Rank> arms = Points.list(ranks, "arms").stream()
                        .map(arm -> new Line(Map.of("arm", arm)).at("arm"))
                        .map(arm -> new RankChart.Rank(name(arm.at("arm")), arm.number("averageRank")))
                        .toList();
                String of = ranks.text("of");
                String title =
                        "Average ranks over " + ranks.whole("tasks") + " tasks" + (of.isEmpty() ? "" : ", " + of);
                boolean differ = ranks.number("p") < DIFFERENT;
                RankChart chart = new RankChart(title, arms, ranks.number("criticalDifference"), differ);
                charts.add(new Images.Named("ranks" + (of.isEmpty() ? "" : "-" + of), chart));
            }
        }
    }

    private static String name(Line arm) {
        return Stream.of(arm.text("cell"), arm.text("clipping"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" / "));
    }
}
