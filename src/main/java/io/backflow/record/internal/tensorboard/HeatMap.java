// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.tensorboard;

import io.backflow.record.internal.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The norms of errors by lag and update, as a picture: a column for each update, lag 0 at the bottom, colours by the
 * logarithm.
 *
 * <p>Beyond {@value #COLUMNS} columns two neighbours become one, which has the larger norm of each lag, so that memory
 * stays the same and no spike is lost; beyond {@value #LAGS} lags two neighbours of every column share a row in the
 * same way.
 */
final class HeatMap {

    static final int COLUMNS = 256;
    static final int LAGS = 256;

    private static final int WIDTH = 512;
    private static final int HEIGHT = 256;

    /** Dark to light, as readers without full colour vision can tell them: points of the map viridis. */
    private static final int[] COLOURS = {
        0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725
    };

    private static final int NOT_FINITE = 0xe31a1c;
    private static final int ZERO = 0x000000;
    private static final int NONE = 0xffffff;

    private List<double[]> columns = new ArrayList<>();
    private int ofColumn = 1;
    private int inLast;

    /** Lags that share a row, in every column. */
    private int ofRow = 1;

    /** Adds an update; norms by lag, from 0 on. */
    void add(double[] byLag) {
        while (byLag.length > (long) LAGS * ofRow) {
            ofRow *= 2;
            columns.replaceAll(column -> shared(column, 2));
        }
        double[] column = shared(byLag, ofRow);
        if (inLast > 0 && inLast < ofColumn) {
            int last = columns.size() - 1;
            columns.set(last, larger(columns.get(last), column));
            inLast++;
            return;
        }
        if (columns.size() == COLUMNS) {
            halve();
        }
        columns.add(column);
        inLast = 1;
    }

    private void halve() {
        List<double[]> half = new ArrayList<>();
        for (int i = 0; i < columns.size(); i += 2) {
            half.add(larger(columns.get(i), columns.get(i + 1)));
        }
        columns = half;
        ofColumn *= 2;
    }

    /** Returns the largest of so many neighbours each. */
    private static double[] shared(double[] norms, int share) {
        double[] rows = new double[(norms.length + share - 1) / share];
        for (int i = 0; i < norms.length; i++) {
            rows[i / share] = Math.max(rows[i / share], norms[i]); // NaN stays NaN
        }
        return rows;
    }

    private static double[] larger(double[] one, double[] other) {
        double[] larger = Arrays.copyOf(one.length > other.length ? one : other, Math.max(one.length, other.length));
        for (int lag = 0; lag < Math.min(one.length, other.length); lag++) {
            larger[lag] = Math.max(one[lag], other[lag]);
        }
        return larger;
    }

    /** Returns the smallest and the largest finite norm over 0; equal if there is but one, both 1 if there is none. */
    double[] range() {
        double[] finite = columns.stream()
                .flatMapToDouble(Arrays::stream)
                .filter(norm -> norm > 0 && norm < Double.POSITIVE_INFINITY)
                .sorted()
                .toArray();
        return finite.length == 0 ? new double[] {1, 1} : new double[] {finite[0], finite[finite.length - 1]};
    }

    String description() {
        double[] range = range();
        return "Left to right: updates" + (ofColumn == 1 ? "" : ", " + ofColumn + " a column, the largest of them")
                + ". Bottom to top: lags from 0 on" + (ofRow == 1 ? "" : ", " + ofRow + " a row, the largest of them")
                + ". Dark " + Decimal.brief(range[0]) + ", light "
                + Decimal.brief(range[1]) + " (logarithmic); black is 0, red is not finite, white was not measured.";
    }

    Picture picture() {
        int lags = Math.max(
                1, columns.stream().mapToInt(column -> column.length).max().orElse(1));
        int across = Math.max(1, WIDTH / Math.max(1, columns.size()));
        int up = Math.max(1, HEIGHT / lags);
        int width = across * Math.max(1, columns.size());
        int height = up * lags;
        double[] range = range();
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            int lag = lags - 1 - y / up;
            for (int x = 0; x < width; x++) {
                int colour = x / across < columns.size() ? colour(columns.get(x / across), lag, range) : NONE;
                int at = (y * width + x) * 3;
                rgb[at] = (byte) (colour >> 16);
                rgb[at + 1] = (byte) (colour >> 8);
                rgb[at + 2] = (byte) colour;
            }
        }
        return new Picture(width, height, rgb);
    }

    private static int colour(double[] column, int lag, double[] range) {
        if (lag >= column.length) {
            return NONE;
        }
        double norm = column[lag];
        if (!Double.isFinite(norm)) {
            return NOT_FINITE;
        }
        if (norm <= 0) {
            return ZERO;
        }
        double low = Math.log10(range[0]);
        double span = Math.log10(range[1]) - low;
        return between(span > 0 ? (Math.log10(norm) - low) / span : 1);
    }

    /** Returns the colour at a place from 0 to 1. */
    private static int between(double place) {
        double at = Math.min(1, Math.max(0, place)) * (COLOURS.length - 1);
        int below = Math.min((int) at, COLOURS.length - 2);
        double share = at - below;
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = (COLOURS[below] >> shift) & 0xff;
            int to = (COLOURS[below + 1] >> shift) & 0xff;
            colour |= (int) Math.round(from + share * (to - from)) << shift;
        }
        return colour;
    }
}
