// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

/** A picture that can be drawn at any width. */
public interface Chart {

    /** Returns how high it is at a width, both in units of the ink. */
    double height(double width);

    /** Draws it from the upper left corner of the sheet. */
    void draw(Ink ink, double width);
}
