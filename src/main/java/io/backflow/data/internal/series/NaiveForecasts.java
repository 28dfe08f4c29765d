// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * What forecasts that learn nothing score, in the units of the series: {@code persistence}, the last value of the
 * window for every step ahead, and {@code seasonalNaiveS}, the value of a season of S steps before.
 *
 * <p>{@code y'(t + h) = y(t + h - S * ceil(h / S))}, which is persistence for S = 1. A season before may lie before the
 * window, never after its end. Where it is missing the last value before it counts.
 */
final class NaiveForecasts {

    private final Series series;
    private final List<String> targets;
    private final double[][] carried;
    private final int season;
    private final double[] naiveErrors;

    /**
     * @param targets their names
     * @param training rows of the training part, which the scale of MASE is of; more than a season
     */
    NaiveForecasts(Series series, List<String> targets, int season, int training) {
        this.series = series;
        this.targets = List.copyOf(targets);
        this.carried = Series.carriedForward(series.known());
        this.season = season;
        this.naiveErrors = new double[series.targets()];
        for (int target = 0; target < naiveErrors.length; target++) {
            naiveErrors[target] = naiveError(series.known()[target], season, training);
        }
    }

    /** Returns the mean absolute difference of values a season apart, both known; NaN if there are none. */
    private static double naiveError(double[] values, int season, int rows) {
        double sum = 0;
        long pairs = 0;
        for (int row = season; row < rows; row++) {
            double difference = values[row] - values[row - season];
            if (!Double.isNaN(difference)) {
                sum += Math.abs(difference);
                pairs++;
            }
        }
        return sum / pairs;
    }

    /** Returns the mean absolute error of the seasonal naive forecast of a target in training, one season ahead. */
    double naiveError(int target) {
        return naiveErrors[target];
    }

    /** Returns the scores on these windows as {@code METHOD.FIGURE}; of several {@code METHOD.mae.TARGET} too. */
    Map<String, Double> scores(SeriesWindows windows) {
        Map<String, Double> scores = new LinkedHashMap<>();
        add("persistence", 1, windows, scores);
        if (season > 1) {
            add("seasonalNaive" + season, season, windows, scores);
        }
        return scores;
    }

    private void add(String method, int period, SeriesWindows windows, Map<String, Double> scores) {
        double squares = 0;
        double[] absolutes = new double[series.targets()];
        double scaled = 0;
        for (int window = 0; window < windows.size(); window++) {
            int last = windows.start(window) + series.window() - 1;
            for (int ahead = 1; ahead <= series.horizon(); ahead++) {
                int before = last + ahead - period * ((ahead + period - 1) / period);
                for (int target = 0; target < series.targets(); target++) {
                    double error = series.known()[target][last + ahead] - carried[target][before];
                    squares += error * error;
                    absolutes[target] += Math.abs(error);
                    scaled += Math.abs(error) / naiveErrors[target];
                }
            }
        }
        double forecasts = (double) windows.size() * series.horizon() * series.targets();
        scores.put(method + ".mse", squares / forecasts);
        scores.put(method + ".mae", DoubleStream.of(absolutes).sum() / forecasts);
        if (Double.isFinite(scaled)) {
            scores.put(method + ".mase", scaled / forecasts);
        }
        for (int target = 0; target < absolutes.length && absolutes.length > 1; target++) {
            scores.put(method + ".mae." + targets.get(target), absolutes[target] * absolutes.length / forecasts);
        }
    }
}
