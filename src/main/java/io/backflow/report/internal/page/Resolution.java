// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

/**
 * How many points a run has in the page.
 *
 * @param curve of a learning curve
 * @param series of a norm
 * @param moments updates in a map of the flow
 */
record Resolution(int curve, int series, int moments) {

    private static final int CURVES = 9_000;
    private static final int SERIES = 4_500;
    private static final int MOMENTS = 900;

    /** Bytes of compressed data that a page of few runs may have, beside the library that draws it. */
    private static final long BYTES = 820_000;

    private static final int FEW_RUNS = 30;
    private static final long BYTES_A_RUN = 14_000;

    /** Returns that of a page with so many runs, as all of them share the room. */
    static Resolution of(int runs) {
        int all = Math.max(1, runs);
        return new Resolution(
                between(60, CURVES / all, 600), between(40, SERIES / all, 400), between(10, MOMENTS / all, 80));
    }

    private static int between(int least, int value, int most) {
        return Math.max(least, Math.min(value, most));
    }

    /** Returns the next coarser one. */
    Resolution less() {
        return new Resolution(Math.max(10, curve * 2 / 3), Math.max(10, series * 2 / 3), Math.max(4, moments * 2 / 3));
    }

    /** Returns whether a page can have no less. */
    boolean isLeast() {
        return series <= 10;
    }

    static long bytes(int runs) {
        return BYTES + BYTES_A_RUN * Math.max(0, runs - FEW_RUNS);
    }
}
