// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import io.backflow.data.Batch;
import io.backflow.data.DataException;
import io.backflow.data.internal.prepared.NewData;
import io.backflow.data.internal.sequence.EvaluationOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** All windows of a new series, the last of which ends where the series does, so that its forecast is news. */
final class NewWindows implements NewData {

    private final Series series;
    private final List<String> times;
    private final int[] starts;

    private NewWindows(Series series, List<String> times, int[] starts) {
        this.series = series;
        this.times = times;
        this.starts = starts;
    }

    /**
     * Cuts a series.
     *
     * @param times the moments of the rows; empty for their numbers
     * @throws DataException if there is no window
     */
    static NewWindows of(Path file, Series series, List<String> times) {
        int rows = series.known()[0].length;
        int last = rows - series.window();
        if (last < 0) {
            throw DataException.in(
                    file, "has " + rows + " rows, and a window that is given has " + series.window() + " steps");
        }
        int[] starts = IntStream.concat(
                        IntStream.iterate(0, start -> start < last, start -> start + series.stride()),
                        IntStream.of(last))
                .filter(series::isGiven)
                .toArray();
        if (starts.length == 0) {
            throw DataException.in(file, "each window has a missing value");
        }
        return new NewWindows(series, times, starts);
    }

    @Override
    public String nameColumn() {
        return "after";
    }

    /** Returns the last moment that is given. */
    @Override
    public String name(int example) {
        int row = starts[example] + series.window() - 1;
        return times.isEmpty() ? Integer.toString(row + 1) : times.get(row);
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
    public void write(int example, Batch batch, int row) {
        for (int step = 0; step < series.window(); step++) {
            for (int column = 0; column < series.given().columns(); column++) {
                batch.input(row, column, step, series.input(starts[example], column, step));
            }
        }
    }

    @Override
    public boolean isLabelled() {
        return true;
    }

    @Override
    public List<String> actual(int example, int step) {
        List<String> actual = new ArrayList<>();
        int next = starts[example] + series.window();
        for (int ahead = 0; ahead < series.horizon(); ahead++) {
            for (int target = 0; target < series.targets(); target++) {
                double[] known = series.known()[target];
                boolean there = next + ahead < known.length && !Double.isNaN(known[next + ahead]);
                actual.add(there ? Double.toString(known[next + ahead]) : "");
            }
        }
        return actual;
    }

    @Override
    public double unscaled(int output, double answer) {
        return series.scaling().undo(output % series.targets(), answer);
    }

    /** Those that an evaluation would have come first, and by themselves: all that is asked of them is known. */
    @Override
    public List<int[]> batches(int batchSize) {
        List<int[]> batches = batches(batchSize, true);
        batches.addAll(batches(batchSize, false));
        return batches;
    }

    private List<int[]> batches(int batchSize, boolean evaluated) {
        int[] chosen = IntStream.range(0, starts.length)
                .filter(example -> evaluated == isEvaluated(starts[example]))
                .toArray();
        List<int[]> batches = EvaluationOrder.consecutive(0, chosen.length, batchSize);
        batches.replaceAll(
                batch -> IntStream.of(batch).map(place -> chosen[place]).toArray());
        return batches;
    }

    private boolean isEvaluated(int start) {
        return start % series.stride() == 0 && series.isKnown(start + series.window());
    }
}
