// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.report.internal.figure.Chart;
import io.backflow.report.internal.figure.SvgInk;
import java.util.List;

/** The main panels as images, for readers whose browser runs no scripts: one run of each arm. */
final class StaticCharts {

    private static final double WIDTH = 760;
    private static final int MOST_ARMS = 8;

    private StaticCharts() {}

    static String of(ReportData data) {
        List<Arm> all = Arm.of(data);
        if (all.isEmpty()) {
            return "<p>No run has written anything yet.</p>";
        }
        StringBuilder html = new StringBuilder();
        for (String task : all.stream().map(Arm::task).distinct().toList()) {
            List<Arm> arms = all.stream()
                    .filter(arm -> arm.task().equals(task))
                    .limit(MOST_ARMS)
                    .map(arm -> new Arm(task, arm.name(), List.of(arm.first())))
                    .toList();
            html.append("<h2>").append(Page.escaped(task)).append("</h2>");
            Figures figures = new Figures(arms, Figures.COARSE_COLUMNS);
            figures.trainingLoss().ifPresent(chart -> html.append(element(chart)));
            figures.norm(GradientSeries.MODEL).ifPresent(chart -> html.append(element(chart)));
            figures.flow().ifPresent(chart -> html.append(element(chart)));
        }
        return html.toString();
    }

    private static String element(Chart chart) {
        SvgInk ink = new SvgInk();
        chart.draw(ink, WIDTH);
        return "<p>" + ink.element(WIDTH, chart.height(WIDTH)) + "</p>";
    }
}
