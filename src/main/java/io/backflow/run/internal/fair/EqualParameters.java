// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fair;

import io.backflow.config.CellConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.config.internal.Trial;
import io.backflow.data.SequenceData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;

/**
 * Gives the cells of a comparison as many units as make their networks as large as that of the first cell.
 *
 * <p>The count is that of the whole network, its output layer included. It grows with the units, so that bisection
 * finds the two that are nearest; of these the nearer is taken, the smaller where both are as near.
 */
public final class EqualParameters {

    private static final int MOST_UNITS = 16_384;

    /**
     * One cell on one task.
     *
     * @param units as they were solved
     * @param parameters of the whole network with these units
     * @param wanted of the network of the first cell
     */
    public record Solved(String task, String cell, int units, long parameters, long wanted) {

        /** Says so in a line. */
        @Override
        public String toString() {
            return task + "/" + cell + ": " + units + " units, " + parameters + " parameters of " + wanted;
        }
    }

    private final List<Trial> trials = new ArrayList<>();
    private final Map<List<String>, Solved> solved = new LinkedHashMap<>();

    /**
     * Solves the units of every cell for every task.
     *
     * @param grid the points of a comparison, of each task the first cell first
     * @param dataOf the data of a point
     */
    public EqualParameters(List<Trial> grid, Function<Trial, SequenceData> dataOf) {
        Map<String, Long> wanted = new LinkedHashMap<>();
        for (Trial trial : grid) {
            SequenceData data = dataOf.apply(trial);
            CellConfig cell = trial.job().cell();
            WeightsConfig weights = trial.job().settings().weights();
            long budget = wanted.computeIfAbsent(trial.task(), task -> parameters(cell, weights, data));
            Solved now = solved.computeIfAbsent(List.of(trial.task(), trial.cell()), arm -> {
                int units = units(cell, weights, data, budget);
                long parameters = parameters(Units.of(cell, units), weights, data);
                return new Solved(trial.task(), trial.cell(), units, parameters, budget);
            });
            trials.add(trial.withJob(trial.job().withCell(Units.of(cell, now.units()))));
        }
    }

    /** Returns the points of the grid with the units that were solved. */
    public List<Trial> trials() {
        return List.copyOf(trials);
    }

    /** Returns what was solved, in the order of the grid. */
    public List<Solved> solved() {
        return List.copyOf(solved.values());
    }

    private static int units(CellConfig cell, WeightsConfig weights, SequenceData data, long wanted) {
        int low = 1;
        int high = MOST_UNITS;
        while (low < high) { // the least units whose network is at least as large
            int middle = (low + high) >>> 1;
            if (parameters(Units.of(cell, middle), weights, data) >= wanted) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if (low == 1) {
            return low;
        }
        long above = parameters(Units.of(cell, low), weights, data) - wanted;
        long below = wanted - parameters(Units.of(cell, low - 1), weights, data);
        return Math.abs(above) < below ? low : low - 1;
    }

    static long parameters(CellConfig cell, WeightsConfig weights, SequenceData data) {
        long all = (cell.units() + 1L) * data.outputs();
        for (int i = 0; i < cell.layers(); i++) {
            BaseRecurrentLayer layer = cell.layer(i == 0 ? data.inputs() : cell.units(), weights);
            all += layer.initializer().numParams(layer);
        }
        return all;
    }
}
