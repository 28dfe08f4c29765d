// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

import io.backflow.report.internal.figure.Ink.Anchor;
import java.util.List;

/**
 * The critical-difference diagram of Dem&scaron;ar (2006): arms by their average rank; what a bar joins does not
 * differ.
 */
public final class RankChart implements Chart {

    /** An arm with its average rank, of which 1 is the best. */
    public record Rank(String name, double average) {}

    private static final double LEFT = 60;
    private static final double AXIS = 56;
    private static final double FIRST = 84;
    private static final double ROW = 18;

    private final String title;
    private final List<Rank> ranks;
    private final double critical;
    private final boolean differ;

    /**
     * Arms from the best on.
     *
     * @param critical how far ranks have to lie apart to differ; NaN if that is not known
     * @param differ whether the arms differ at all
     */
    public RankChart(String title, List<Rank> ranks, double critical, boolean differ) {
        this.title = title;
        this.ranks = List.copyOf(ranks);
        this.critical = critical;
        this.differ = differ;
    }

    @Override
    public double height(double width) {
        return FIRST + ROW * ranks.size() + 8;
    }

    @Override
    public void draw(Ink ink, double width) {
        Scale scale = new Scale(1, Math.max(2, ranks.size()), List.of(), false);
        Frame frame = new Frame(LEFT, 0, width - 2 * LEFT, AXIS, scale, scale);
        ink.text(4, 14, title, Anchor.START);
        for (int rank = 1; rank <= ranks.size(); rank++) {
            line(ink, frame.x(rank), AXIS - 6, frame.x(rank), AXIS, 1);
            ink.text(frame.x(rank), AXIS - 10, String.valueOf(rank), Anchor.MIDDLE);
        }
        line(ink, frame.x(1), AXIS, frame.x(ranks.size()), AXIS, 1);
        if (Double.isFinite(critical)) {
            double to = Math.min(frame.x(1 + critical), width - 4);
            line(ink, frame.x(1), 24, to, 24, 2);
            ink.text(Math.min(to + 6, width - 150), 28, "critical difference " + Scale.number(critical), Anchor.START);
        }
        for (int i = 0; i < ranks.size(); i++) {
            double x = frame.x(ranks.get(i).average);
            double y = FIRST + ROW * i;
            boolean right = x < width / 2;
            line(ink, x, AXIS, x, y, 1);
            String label = ranks.get(i).name + "  " + Scale.number(ranks.get(i).average);
            ink.text(right ? x + 6 : x - 6, y, label, right ? Anchor.START : Anchor.END);
        }
        if (differ) {
            bars(ink, frame);
        }
    }

    private void bars(Ink ink, Frame frame) {
        double y = AXIS + 5;
        int reached = -1;
        for (int i = 0; i < ranks.size(); i++) {
            int to = i;
            while (to + 1 < ranks.size() && ranks.get(to + 1).average - ranks.get(i).average < critical) {
                to++;
            }
            if (to > i && to > reached) {
                line(ink, frame.x(ranks.get(i).average) - 4, y, frame.x(ranks.get(to).average) + 4, y, 4);
                reached = to;
                y += 6;
            }
        }
    }

    private static void line(Ink ink, double x, double y, double toX, double toY, double width) {
        ink.line(new double[] {x, toX}, new double[] {y, toY}, new Pen(0x333333, width, List.of()));
    }
}
