// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

import io.backflow.report.internal.figure.Ink.Anchor;

/**
 * The area of a chart between its axes.
 *
 * @param left edge
 * @param top edge
 * @param width without the labels
 * @param height without the labels
 * @param x the axis below
 * @param y the axis at the left
 */
record Frame(double left, double top, double width, double height, Scale x, Scale y) {

    static final double LEFT = 52;
    static final double RIGHT = 22;
    static final double TOP = 24;
    static final double BOTTOM = 40;

    double x(double value) {
        return left + width * x.share(value);
    }

    double y(double value) {
        return top + height * (1 - y.share(value));
    }

    /** Draws the grid of the axis at the left with its labels. */
    void drawLeft(Ink ink, String name) {
        for (double tick : y.ticks()) {
            ink.line(new double[] {left, left + width}, new double[] {y(tick), y(tick)}, Pen.GRID);
            ink.text(left - 6, y(tick) + 4, y.label(tick), Anchor.END);
        }
        ink.upwards(11, top + height / 2, name);
    }

    /** Draws the ticks of the axis below with their labels. */
    void drawBelow(Ink ink, String name) {
        double bottom = top + height;
        ink.line(new double[] {left, left + width}, new double[] {bottom, bottom}, Pen.FRAME);
        for (double tick : x.ticks()) {
            ink.line(new double[] {x(tick), x(tick)}, new double[] {bottom, bottom + 4}, Pen.FRAME);
            ink.text(x(tick), bottom + 16, x.label(tick), Anchor.MIDDLE);
        }
        ink.text(left + width / 2, bottom + 32, name, Anchor.MIDDLE);
    }
}
