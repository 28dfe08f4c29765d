// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import io.backflow.data.Batch;
import io.backflow.data.Examples;
import java.util.stream.IntStream;

/**
 * The windows of one part of a series: {@code window} steps of all columns, and the next {@code horizon} values of the
 * targets, output {@code h * targets + k} being target k at h + 1 steps ahead.
 */
final class SeriesWindows implements Examples {

    private final String source;
    private final Series series;
    private final int[] starts;

    private SeriesWindows(String source, Series series, int[] starts) {
        this.source = source;
        this.series = series;
        this.starts = starts;
    }

    /**
     * Cuts the rows {@code from} (inclusive) to {@code to} (exclusive); no window has a row outside of them.
     *
     * @param source where the series is from
     */
    static SeriesWindows of(String source, Series series, int from, int to) {
        int last = to - series.window() - series.horizon();
        int[] starts = IntStream.iterate(from, start -> start <= last, start -> start + series.stride())
                .filter(series::isWhole)
                .toArray();
        return new SeriesWindows(source, series, starts);
    }

    /** Returns the row at which a window begins. */
    int start(int example) {
        return starts[example];
    }

    @Override
    public int size() {
        return starts.length;
    }

    @Override
    public int length(int example) {
        return series.window();
    }

    @Override
    public String place(int example) {
        return "rows " + (starts[example] + 1) + " to " + (starts[example] + series.window()) + " of " + source;
    }

    @Override
    public void write(int example, Batch batch, int row) {
        int start = starts[example];
        for (int step = 0; step < series.window(); step++) {
            for (int column = 0; column < series.given().columns(); column++) {
                batch.input(row, column, step, series.input(start, column, step));
            }
        }
        int next = start + series.window();
        for (int ahead = 0; ahead < series.horizon(); ahead++) {
            for (int target = 0; target < series.targets(); target++) {
                double value = series.known()[target][next + ahead];
                batch.target(
                        row, ahead * series.targets() + target, series.scaling().apply(target, value));
            }
        }
    }
}
