// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import io.backflow.data.DataException;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.Preparation;
import io.backflow.data.internal.prepared.Prepared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Windows of one long series, cut by time: the training part is the oldest, then validation, then test.
 *
 * <p>A window and what it asks lie wholly in one part: those that would cross a border are left out, so that no value
 * of validation or test is in a window of training, and none of training in one of validation or test. Training windows
 * are shuffled among themselves. Scores are in the units of the file, and beside them stand those of
 * {@link NaiveForecasts} on the same windows.
 */
final class SeriesData implements SequenceData, Prepared {

    private final FiniteData windows;
    private final Series series;
    private final NaiveForecasts naive;
    private final SeriesConfig.Metric metric;
    private final SeriesPreparation preparation;
    private final Map<String, Double> validationBaselines;
    private final Map<String, Double> testBaselines;

    private SeriesData(
            FiniteData windows,
            Series series,
            NaiveForecasts naive,
            SeriesConfig.Metric metric,
            SeriesPreparation preparation,
            Map<String, Double> validationBaselines,
            Map<String, Double> testBaselines) {
        this.windows = windows;
        this.series = series;
        this.naive = naive;
        this.metric = metric;
        this.preparation = preparation;
        this.validationBaselines = validationBaselines;
        this.testBaselines = testBaselines;
    }

    /**
     * Cuts a series.
     *
     * @param source where it is from, for messages and the record of a run
     * @throws DataException if a part has no window, or a target no scale for the error to compare by
     */
    static SequenceData of(String source, SeriesTable table, SeriesConfig config) {
        int testFrom = table.rows() - (int) Math.round(table.rows() * config.testFraction());
        int validationFrom = testFrom - (int) Math.round(table.rows() * config.validationFraction());
        requireSeason(source, validationFrom, config);
        List<Double> means = means(source, table, config, validationFrom);
        Series series = new Series(
                table.columns(),
                GivenValues.of(table.columns(), config.missing(), means),
                table.targets(),
                config.standardise()
                        ? Scaling.fit(table.columns(), validationFrom)
                        : Scaling.none(table.columns().length),
                config.window(),
                config.horizon(),
                config.stride());
        Cut training = Cut.of("training", source, series, 0, validationFrom);
        Cut validation = Cut.of("validation", source, series, validationFrom, testFrom);
        Cut test = Cut.of("test", source, series, testFrom, table.rows());
        NaiveForecasts naive =
                new NaiveForecasts(series, table.names().subList(0, table.targets()), config.season(), validationFrom);
        requireScale(source, naive, table, config);
        List<String> labels = labels(table, config.horizon());
        FiniteData finite = new FiniteData(
                "series",
                new SequenceData.Shape(table.columns().length, labels.size(), SequenceData.Objective.REGRESS_SEQUENCE),
                labels,
                (seed, epoch) -> training.windows(),
                validation.windows(),
                test.windows(),
                origin(source, table, config, List.of(training, validation, test)));
        SeriesPreparation preparation = new SeriesPreparation(
                table.names(),
                labels,
                series.scaling().means(),
                series.scaling().deviations(),
                means);
        return new SeriesData(
                finite,
                series,
                naive,
                config.metricOrDefault(),
                preparation,
                naive.scores(validation.windows()),
                naive.scores(test.windows()));
    }

    private static void requireScale(String source, NaiveForecasts naive, SeriesTable table, SeriesConfig config) {
        for (int target = 0; target < table.targets(); target++) {
            double scale = naive.naiveError(target);
            if (config.metricOrDefault() == SeriesConfig.Metric.MASE && !(scale > 0)) {
                throw new DataException(source + ": '" + table.names().get(target) + "' "
                        + (Double.isNaN(scale) ? "has no two values " : "has only equal values ")
                        + (config.season() == 1 ? "next to each other" : "a season apart")
                        + " in the training part, so that its error cannot be scaled; metric: mse or mae compares by"
                        + " another one");
            }
        }
    }

    /** Returns the means that stand for missing values; empty where none do. */
    private static List<Double> means(String source, SeriesTable table, SeriesConfig config, int training) {
        if (config.missing() != SeriesConfig.Missing.MEAN) {
            return List.of();
        }
        for (int column = 0; column < table.columns().length; column++) {
            if (Arrays.stream(table.columns()[column], 0, training).allMatch(Double::isNaN)) {
                throw new DataException(source + ": '" + table.names().get(column)
                        + "' has no value in the training part, so that there is no mean for missing: mean");
            }
        }
        return Scaling.fit(table.columns(), training).means();
    }

    private static void requireSeason(String source, int training, SeriesConfig config) {
        if (training <= config.season()) {
            throw new DataException(source + ": the training part has " + training
                    + " rows, which is not more than the season of " + config.season());
        }
    }

    private static List<String> labels(SeriesTable table, int horizon) {
        List<String> labels = new ArrayList<>();
        for (int ahead = 1; ahead <= horizon; ahead++) {
            for (String target : table.names().subList(0, table.targets())) {
                labels.add(target + "+" + ahead);
            }
        }
        return labels;
    }

    private static Map<String, Object> origin(String source, SeriesTable table, SeriesConfig config, List<Cut> parts) {
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("source", source);
        origin.put("sha256", table.sha256());
        origin.put("columns", String.join(", ", table.names()));
        origin.put("rows", table.rows());
        origin.put("missingValues", table.missing());
        origin.put("window", config.window());
        origin.put("horizon", config.horizon());
        origin.put("standardised", config.standardise());
        parts.forEach(part -> origin.put(part.name() + "Rows", part.to() - part.from()));
        parts.forEach(part -> origin.put(part.name() + "WindowsLeftOut", part.leftOut()));
        if (config.metricOrDefault() != SeriesConfig.Metric.MSE) {
            origin.put("comparedBy", key(config.metricOrDefault())); // so that runs compared by MSE are others
        }
        return origin;
    }

    /** The windows of one part. */
    private record Cut(String name, SeriesWindows windows, int from, int to, int leftOut) {

        static Cut of(String name, String source, Series series, int from, int to) {
            SeriesWindows windows = SeriesWindows.of(source, series, from, to);
            int needed = series.window() + series.horizon();
            if (to - from < needed) {
                throw new DataException(source + ": too short: the " + name + " part has " + (to - from)
                        + " rows, and one window of " + series.window() + " steps with " + series.horizon()
                        + " to forecast needs " + needed);
            }
            int all = (to - from - needed) / series.stride() + 1;
            if (windows.size() == 0) {
                throw new DataException(
                        source + ": each of the " + all + " windows of the " + name + " part has a missing value");
            }
            return new Cut(name, windows, from, to, all - windows.size());
        }
    }

    @Override
    public Preparation preparation() {
        return preparation;
    }

    @Override
    public String name() {
        return windows.name();
    }

    @Override
    public SequenceData.Shape shape() {
        return windows.shape();
    }

    @Override
    public boolean endless() {
        return false;
    }

    @Override
    public double targetDeviation(int output) {
        return series.scaling().deviation(output % series.targets());
    }

    @Override
    public OptionalDouble naiveError(int output) {
        return OptionalDouble.of(naive.naiveError(output % series.targets()));
    }

    private static String key(SeriesConfig.Metric metric) {
        return metric.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Optional<String> comparedBy() {
        return Optional.of(key(metric));
    }

    @Override
    public Map<String, Double> validationBaselines() {
        return validationBaselines;
    }

    @Override
    public Map<String, Double> testBaselines() {
        return testBaselines;
    }

    @Override
    public List<String> labels() {
        return windows.labels();
    }

    @Override
    public SequenceData.SeekableIterator training(int batchSize, long seed, SequenceData.Batching batching) {
        return windows.training(batchSize, seed, batching);
    }

    @Override
    public DataSetIterator validation(int batchSize) {
        return windows.validation(batchSize);
    }

    @Override
    public DataSetIterator test(int batchSize) {
        return windows.test(batchSize);
    }

    @Override
    public Map<String, Object> provenance() {
        return windows.provenance();
    }
}
