// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.rule.FileSettings;
import io.backflow.data.internal.rule.Limits;
import io.backflow.data.internal.source.Catalogue;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Forecasting of one long series: a window of the past gives the next values, see {@link SeriesData}. Either
 * {@code file} or {@code dataset} names a delimited text with a row for every moment, the oldest first.
 *
 * @param file a UTF-8 file, relative to the working directory
 * @param dataset a data set of the catalogue: {@code sunspots}
 * @param targets columns to forecast, by header name or by number from 0; their past is given too
 * @param features further columns whose past is given, by header name or by number from 0
 * @param time the column of the moment, by header name or by number from 0, which then has to ascend
 * @param window steps of the past that are given
 * @param horizon steps ahead that are forecast
 * @param stride steps from one window to the next
 * @param season steps after which the series is expected to repeat itself: of monthly values 12 for a year; 1 for none
 * @param validationFraction share of the rows, before the test part
 * @param testFraction share of the rows, the newest
 * @param missing what is done where a cell is empty, NA, NaN, null or ?
 * @param standardise whether columns are brought to mean 0 and standard deviation 1, by the training part's values;
 *     scores are told in the units of the file all the same
 * @param metric by which arms are chosen and compared; null is {@code mse} of one target, and of several, whose units
 *     may differ, {@code mase}
 * @param header whether the first line names the columns; found out by looking where it is not said
 * @param delimiter the character between two cells; found out by looking where it is not said
 * @param decimal the character before decimals
 */
@TypeName("series")
public record SeriesConfig(
        @Nullable String file,
        @Nullable String dataset,
        List<String> targets,
        @Default("[]") List<String> features,
        @Nullable String time,
        int window,
        @Default("1") int horizon,
        @Default("1") int stride,
        @Default("1") int season,
        @Default("0.1") double validationFraction,
        @Default("0.2") double testFraction,
        @Default("fail") Missing missing,
        @Default("true") boolean standardise,
        @Nullable Metric metric,
        @Nullable Boolean header,
        @Nullable String delimiter,
        @Default("'.'") String decimal)
        implements DataConfig {

    private static final int MAX_HORIZON = 10_000;

    /** What is done about a missing value. */
    public enum Missing {
        /** It is an error. */
        FAIL,
        /** Windows that have one are left out. */
        SKIP,
        /** The last value before it is given in its place; windows whose targets have one are left out. */
        CARRY_FORWARD,
        /**
         * A value on the line between its neighbours is given in its place, where a window has both or the later one;
         * at a window's end, as {@code carry-forward}. Windows whose targets have one are left out.
         */
        INTERPOLATE,
        /** The column's mean in the training part is given in its place; windows whose targets have one are left out. */
        MEAN
    }

    /** Which error of forecasts says how good a network is. */
    public enum Metric {
        /** Squared, in the units of the data, squared too. */
        MSE,
        /** Absolute, in the units of the data. */
        MAE,
        /** Absolute, each target's divided by that of its naive forecast in training, so that it has no unit. */
        MASE
    }

    /** Checks what can be checked without the file. */
    public SeriesConfig {
        targets = List.copyOf(targets);
        features = List.copyOf(features);
        Rules rules = new Rules()
                .require(
                        (file == null) != (dataset == null),
                        "file",
                        "or dataset must name the series, and not both",
                        file == null ? "neither" : "file " + file + " and dataset " + dataset)
                .distinct("targets", targets)
                .between("window", window, 1, Limits.MAX_LENGTH)
                .between("horizon", horizon, 1, MAX_HORIZON)
                .between("stride", stride, 1, Limits.MAX_LENGTH)
                .between("season", season, 1, Limits.MAX_LENGTH)
                .require(
                        delimiter == null || delimiter.length() == 1,
                        "delimiter",
                        "must be one character",
                        '"' + delimiter + '"')
                .require(decimal.equals(".") || decimal.equals(","), "decimal", "must be . or ,", '"' + decimal + '"')
                .require(!decimal.equals(delimiter), "delimiter", "and decimal must differ", '"' + decimal + '"');
        if (!features.isEmpty()) {
            rules.distinct("features", features);
        }
        Limits.fractions(rules, validationFraction, testFraction);
        FileSettings.path(rules, "file", file);
        if (dataset != null) {
            rules.require(
                    Catalogue.names().contains(dataset), "dataset", "must be one of " + Catalogue.names(), dataset);
        }
        rules.enforce();
    }

    /** Returns the metric, given or by default. */
    Metric metricOrDefault() {
        if (metric != null) {
            return metric;
        }
        return targets.size() > 1 ? Metric.MASE : Metric.MSE;
    }

    @Override
    public Map<String, List<Path>> files(DataEnvironment environment) {
        return FileSettings.named(
                Collections.singletonMap("file", dataset == null ? Path.of(String.valueOf(file)) : null));
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        Path path = dataset == null
                ? Path.of(String.valueOf(file))
                : environment.file(
                        dataset, Catalogue.dataset(dataset).files().get(0).name());
        return SeriesData.of(dataset == null ? path.toString() : dataset, SeriesTable.read(path, this), this);
    }
}
