// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

import java.util.List;

/** What charts are drawn with: lines, areas and texts on a sheet whose unit is a 96th of an inch. */
public interface Ink {

    /** Where a text stands in relation to its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** The height of letters. */
    double LETTERS = 11;

    /** Draws a line through points; one that is NaN breaks it. */
    void line(double[] x, double[] y, Pen pen);

    /** Fills a shape. */
    void area(double[] x, double[] y, int colour, double opacity);

    /** Fills rectangles, each of its left and upper edge, width and height. */
    void rectangles(List<double[]> all, int colour);

    /** Writes a text whose base line is at y. */
    void text(double x, double y, String text, Anchor anchor);

    /** Writes a text upwards. */
    void upwards(double x, double y, String text);
}
