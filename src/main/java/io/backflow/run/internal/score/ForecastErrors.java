// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.score;

import io.backflow.data.SequenceData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The errors of forecasts in the units of the data: squared, absolute, and scaled by those of the naive forecast in
 * training (MASE).
 *
 * @see <a href="https://doi.org/10.1016/j.ijforecast.2006.03.001">Hyndman and Koehler (2006), "Another look at measures
 *     of forecast accuracy"</a>
 */
public final class ForecastErrors {

    private final SequenceData data;
    private final double[] squares;
    private final double[] absolutes;
    private long forecasts;

    /** Adds up errors on data that is a forecast, see {@link SequenceData#naiveError}. */
    public ForecastErrors(SequenceData data) {
        this.data = data;
        this.squares = new double[data.outputs()];
        this.absolutes = new double[data.outputs()];
    }

    /** Whether scores on this data are errors of forecasts. */
    public static boolean apply(SequenceData data) {
        return data.objective() == SequenceData.Objective.REGRESS_SEQUENCE
                && data.naiveError(0).isPresent();
    }

    /** Adds a batch; both are [miniBatch, outputs]. */
    public void add(INDArray labels, INDArray output) {
        double[] asked = labels.castTo(DataType.DOUBLE).dup('c').data().asDouble();
        double[] given = output.castTo(DataType.DOUBLE).dup('c').data().asDouble();
        int outputs = squares.length;
        for (int i = 0; i < asked.length; i++) {
            double error = (given[i] - asked[i]) * data.targetDeviation(i % outputs);
            squares[i % outputs] += error * error;
            absolutes[i % outputs] += Math.abs(error);
        }
        forecasts += asked.length / outputs;
    }

    /**
     * Adds the figures {@code mse}, {@code mae} and {@code mase}, means over forecasts, steps ahead and targets; of
     * several targets {@code mae.TARGET} too.
     */
    public void addTo(Map<String, Double> figures) {
        figures.put("mse", mean(squares) / forecasts);
        figures.put("mae", mean(absolutes) / forecasts);
        double scaled = 0;
        Map<String, List<Double>> targets = new LinkedHashMap<>();
        for (int output = 0; output < absolutes.length; output++) {
            double absolute = absolutes[output] / forecasts;
            scaled += absolute / data.naiveError(output).orElse(Double.NaN);
            targets.computeIfAbsent(target(data.labels().get(output)), absent -> new ArrayList<>())
                    .add(absolute);
        }
        if (Double.isFinite(scaled)) { // not so where a target never changes in training
            figures.put("mase", scaled / absolutes.length);
        }
        if (targets.size() > 1) {
            targets.forEach((target, errors) -> figures.put(
                    "mae." + target,
                    errors.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
        }
    }

    /** An output is called {@code TARGET+STEPS}. */
    private static String target(String label) {
        int plus = label.lastIndexOf('+');
        return plus < 0 ? label : label.substring(0, plus);
    }

    private static double mean(double[] sums) {
        double sum = 0;
        for (double each : sums) {
            sum += each;
        }
        return sum / sums.length;
    }
}
