// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

import java.util.List;

/**
 * How a line looks.
 *
 * @param colour red, green and blue
 * @param width in the units of the sheet
 * @param dash lengths of strokes and gaps; none is a solid line
 */
public record Pen(int colour, double width, List<Integer> dash) {

    /** Colours that people with any colour vision tell apart (Okabe and Ito), and a dash for each. */
    private static final List<Integer> COLOURS =
            List.of(0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xb8860b, 0x56b4e9, 0x555555, 0x8b4513);

    private static final List<List<Integer>> DASHES =
            List.of(List.of(), List.of(6, 3), List.of(2, 2), List.of(8, 3, 2, 3));

    static final Pen GRID = new Pen(0xcccccc, 1, List.of());

    static final Pen FRAME = new Pen(0x888888, 1, List.of());

    /** Copies the list. */
    public Pen {
        dash = List.copyOf(dash);
    }

    /** Returns that of the so-manieth of several lines. */
    public static Pen of(int number) {
        return new Pen(COLOURS.get(number % COLOURS.size()), 1.5, DASHES.get(number % DASHES.size()));
    }
}
