// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.setting.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class SeriesDataTest {

    @TempDir
    private Path folder;

    private Path file(String header, int rows, IntFunction<String> row) throws IOException {
        String body = IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n"));
        return Files.writeString(folder.resolve("series.csv"), header + body + "\n");
    }

    private static SequenceData open(Path file, int window, int horizon, int stride, int season, boolean standardise) {
        return open(file, List.of("y"), List.of("x"), window, horizon, stride, season, standardise, "FAIL", null);
    }

    private static SequenceData open(
            Path file,
            List<String> targets,
            List<String> features,
            int window,
            int horizon,
            int stride,
            int season,
            boolean standardise,
            String missing,
            @Nullable String time) {
        SeriesConfig config =
                config(file, targets, features, window, horizon, stride, season, standardise, missing, time, null, ".");
        return SeriesData.of("series", SeriesTable.read(file, config), config);
    }

    private static SeriesConfig config(
            Path file,
            List<String> targets,
            List<String> features,
            int window,
            int horizon,
            int stride,
            int season,
            boolean standardise,
            String missing,
            @Nullable String time,
            @Nullable String delimiter,
            String decimal) {
        return new SeriesConfig(
                file.toString(),
                null,
                targets,
                features,
                time,
                window,
                horizon,
                stride,
                season,
                0.2,
                0.3,
                SeriesConfig.Missing.valueOf(missing),
                standardise,
                null,
                null,
                delimiter,
                decimal);
    }

    private static DataSet all(DataSetIterator split) {
        DataSet batch = split.next();
        assertThat(split.hasNext()).isFalse();
        return batch;
    }

    /** Row i has y = i and x = -i: rows 0..49 train, 50..69 validate, 70..99 test. */
    private Path hundred() throws IOException {
        return file("x,y\n", 100, i -> -i + "," + i);
    }

    @Test
    void noWindowCrossesABorder() throws IOException {
        SequenceData data = open(hundred(), 5, 2, 1, 1, false);
        DataSet validation = all(data.validation(1000));
        DataSet test = all(data.test(1000));
        DataSet training = all(data.training(1000, 7));

        assertThat(training.getFeatures().shape()).containsExactly(50 - 6, 2, 5);
        assertThat(training.getLabels().maxNumber().intValue()).isEqualTo(49);
        assertThat(validation.getFeatures().shape()).containsExactly(20 - 6, 2, 5);
        assertThat(validation.getFeatures().getFloat(0, 0, 0)).isEqualTo(50);
        assertThat(validation.getFeatures().getFloat(0, 1, 0)).isEqualTo(-50);
        assertThat(validation.getLabels().getFloat(0, 0)).isEqualTo(55);
        assertThat(validation.getLabels().getFloat(0, 1)).isEqualTo(56);
        assertThat(validation.getLabels().maxNumber().intValue()).isEqualTo(69);
        assertThat(test.getFeatures().getFloat(0, 0, 0)).isEqualTo(70);
        assertThat(test.getLabels().maxNumber().intValue()).isEqualTo(99);
        assertThat(data.labels()).containsExactly("y+1", "y+2");
    }

    @Test
    void strideSkipsWindows() throws IOException {
        DataSet test = all(open(hundred(), 5, 2, 10, 1, false).test(100));
        assertThat(test.numExamples()).isEqualTo(3);
        assertThat(test.getFeatures().getFloat(1, 0, 0)).isEqualTo(80);
    }

    @Test
    void scalingIsOfTheTrainingPartAndUndoneInScores() throws IOException {
        SequenceData data = open(hundred(), 5, 1, 1, 1, true);
        double deviation = Math.sqrt((50.0 * 50 - 1) / 12); // of 0..49
        assertThat(data.targetDeviation(0)).isCloseTo(deviation, within(1e-12));
        assertThat(all(data.test(100)).getFeatures().getDouble(0, 0, 0))
                .isCloseTo((70 - 24.5) / deviation, within(1e-6));
        // One step ahead persistence is off by one, and so is the naive forecast in training.
        assertThat(data.naiveError(0)).isEqualTo(OptionalDouble.of(1));
        assertThat(data.testBaselines())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("persistence.mse", 1.0, "persistence.mae", 1.0, "persistence.mase", 1.0));
    }

    /** The value is that of a season of 4 plus 100 in every fourth season. */
    @Test
    void seasonalNaiveLooksASeasonBackEvenBeforeTheWindow() throws IOException {
        double[] y =
                IntStream.range(0, 100).mapToDouble(i -> 10 * (i % 4) + i / 4).toArray();
        SequenceData data = open(file("x,y\n", 100, i -> "0," + y[i]), 3, 5, 1, 4, true);
        double persistence = 0;
        double seasonal = 0;
        double squares = 0;
        int windows = 30 - 7;
        for (int start = 70; start < 70 + windows; start++) {
            for (int ahead = 1; ahead <= 5; ahead++) {
                int asked = start + 2 + ahead;
                persistence += Math.abs(y[asked] - y[start + 2]);
                double error = y[asked] - y[ahead <= 4 ? asked - 4 : asked - 8];
                seasonal += Math.abs(error);
                squares += error * error;
            }
        }
        double forecasts = windows * 5.0;
        assertThat(data.testBaselines().get("persistence.mae")).isCloseTo(persistence / forecasts, within(1e-9));
        assertThat(data.testBaselines().get("seasonalNaive4.mae")).isCloseTo(seasonal / forecasts, within(1e-9));
        assertThat(data.testBaselines().get("seasonalNaive4.mse")).isCloseTo(squares / forecasts, within(1e-9));
        assertThat(data.naiveError(0)).isEqualTo(OptionalDouble.of(1));
        assertThat(data.testBaselines().get("seasonalNaive4.mase")).isCloseTo(seasonal / forecasts, within(1e-9));
    }

    @Test
    void eachOfSeveralTargetsHasBaselinesOfItsOwn() throws IOException {
        SequenceData data = open(
                file("x,y\n", 100, i -> 5 * i + "," + i), List.of("y", "x"), List.of(), 5, 1, 1, 1, true, "FAIL", null);
        assertThat(data.testBaselines())
                .containsEntry("persistence.mae", 3.0)
                .containsEntry("persistence.mae.y", 1.0)
                .containsEntry("persistence.mae.x", 5.0);
    }

    /** Of prices and numbers of pieces the squared error would be that of the larger ones. */
    @Test
    void severalTargetsAreComparedByTheErrorThatHasNoUnit() throws IOException {
        Path file = file("x,y,flat\n", 100, i -> 1_000_000 * (i % 3) + "," + i + ",7");
        assertThat(open(file, 5, 1, 1, 1, true).comparedBy()).contains("mse");
        List<String> both = List.of("y", "x");
        SequenceData two = open(file, both, List.of(), 5, 1, 1, 1, true, "FAIL", null);
        assertThat(two.comparedBy()).contains("mase");
        assertThat(two.provenance()).containsEntry("comparedBy", "mase");
        assertThat(open(hundred(), 5, 1, 1, 1, true).provenance()).doesNotContainKey("comparedBy");

        Path same = file("x,y,flat\n", 100, i -> i % 4 + "," + i + ",7");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(same, both, List.of(), 5, 1, 1, 4, true, "FAIL", null))
                .withMessage("series: 'x' has only equal values a season apart in the training part, so that its error"
                        + " cannot be scaled; metric: mse or mae compares by another one");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(same, List.of("y", "flat"), List.of(), 5, 1, 1, 1, true, "FAIL", null))
                .withMessageContaining("'flat' has only equal values next to each other");
    }

    @Test
    void missingValuesAreNamedSkippedOrCarriedForward() throws IOException {
        Path file = file("x,y\n", 100, i -> (i == 80 ? "NA" : "1") + "," + (i == 90 ? "" : i));
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(file, 5, 1, 1, 1, false))
                .withMessage(file + ":82: column 'x' is missing ('NA'); missing: carry-forward, interpolate, mean or skip"
                        + " says what to do about it");
        List<String> y = List.of("y");
        List<String> x = List.of("x");
        SequenceData skipping = open(file, y, x, 5, 1, 1, 1, false, "SKIP", null);
        // Of 25 windows those with row 80 as input (5), with row 90 as input (4 more end by 99) or as target.
        assertThat(all(skipping.test(100)).numExamples()).isEqualTo(25 - 5 - 6);
        assertThat(skipping.provenance()).containsEntry("missingValues", 2L).containsEntry("testWindowsLeftOut", 11);
        SequenceData carrying = open(file, y, x, 5, 1, 1, 1, false, "CARRY_FORWARD", null);
        assertThat(all(carrying.test(100)).numExamples()).isEqualTo(24);
        assertThat(carrying.testBaselines().get("persistence.mae")).isGreaterThan(1);
    }

    private static double[] given(SequenceData data, int window, int column) {
        return all(data.test(100))
                .getFeatures()
                .slice(window)
                .getRow(column)
                .castTo(DataType.DOUBLE)
                .toDoubleVector();
    }

    /** Row i has y = i squared; 80 and 81 are missing, and so is 70, with which the test part begins. */
    @Test
    void aGapIsInterpolatedOnceItsEndIsInTheWindow() throws IOException {
        List<String> y = List.of("y");
        Path file = file("z,y\n", 100, i -> "0," + (i == 70 || i == 80 || i == 81 ? "" : i * i));
        SequenceData data = open(file, List.of("z"), y, 5, 1, 1, 1, false, "INTERPOLATE", null);
        assertThat(all(data.test(100)).numExamples()).isEqualTo(25);
        double third = (82 * 82 - 79 * 79) / 3.0;
        assertThat(given(data, 76 - 70, 1)).containsExactly(76 * 76, 77 * 77, 78 * 78, 79 * 79, 79 * 79);
        assertThat(given(data, 77 - 70, 1)).containsExactly(77 * 77, 78 * 78, 79 * 79, 79 * 79, 79 * 79);
        assertThat(given(data, 78 - 70, 1)).containsExactly(78 * 78, 79 * 79, 79 * 79 + third, 82 * 82 - third, 82 * 82);
        assertThat(given(data, 81 - 70, 1)).startsWith(82 * 82 - third, 82 * 82);
        assertThat(given(data, 0, 1)).startsWith((69 * 69 + 71 * 71) / 2.0, 71 * 71);
    }

    /** The same up to row 74, and other values and gaps behind it. */
    @ParameterizedTest
    @ValueSource(strings = {"CARRY_FORWARD", "INTERPOLATE", "MEAN"})
    void noWindowKnowsWhatComesAfterIt(String missing) throws IOException {
        Random random = new Random(5);
        double[] values = random.doubles(100).toArray();
        double[][] given = new double[2][];
        for (int time = 0; time < 2; time++) {
            int then = time;
            Path file = file("z,y\n", 100, i -> "0," + (i % 7 > 3 ? "" : values[i] * (i > 74 ? then : 1)));
            SequenceData data =
                    open(file, List.of("z"), List.of("y"), 4, 1, 1, 1, true, missing, null);
            given[time] = all(data.test(100)).getFeatures().slice(1).castTo(DataType.DOUBLE).dup('c').data().asDouble();
        }
        assertThat(given[0]).containsExactly(given[1]);
    }

    @Test
    void meansAreOfTheTrainingPart() throws IOException {
        Path file = file("x,y\n", 100, i -> i + "," + (i == 0 || i == 75 ? "" : i < 50 ? i : 1000));
        SequenceData data = open(file, List.of("x"), List.of("y"), 5, 1, 1, 1, false, "MEAN", null);
        assertThat(given(data, 5, 1)).startsWith(25, 1000);
        assertThat(all(data.training(100, 7)).numExamples()).isEqualTo(45);
        Path late = file("x,y\n", 100, i -> i + "," + (i < 50 ? "" : i));
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(late, List.of("x"), List.of("y"), 5, 1, 1, 1, false, "MEAN", null))
                .withMessage("series: 'y' has no value in the training part, so that there is no mean for missing:"
                        + " mean");
    }

    @Test
    void aSeriesShorterThanAWindowIsNamed() throws IOException {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(hundred(), 15, 6, 1, 1, false))
                .withMessage("series: too short: the validation part has 20 rows, and one window of 15 steps with 6 to"
                        + " forecast needs 21");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(hundred(), 5, 1, 1, 50, false))
                .withMessageContaining("not more than the season of 50");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "date;y;x! 2020-01-0%d;1,5;2! ,! ",
                "date\ty\tx! 2020-01-0%d\t1.5\t2! .!",
                "date y x! 2020-01-0%d  1.5   2!.!"
            })
    void delimitersAreFoundByLooking(String header, String row, String decimal, @Nullable String unused)
            throws IOException {
        Path file = file(header + "\n", 9, i -> String.format(row, i + 1));
        SeriesTable table = SeriesTable.read(
                file, config(file, List.of("y"), List.of("x"), 1, 1, 1, 1, false, "FAIL", "date", null, decimal));
        assertThat(table.names()).containsExactly("y", "x");
        assertThat(table.columns()[0]).hasSize(9).containsOnly(1.5);
        assertThat(table.columns()[1]).containsOnly(2);
    }

    @Test
    void badRowsAreNamed() throws IOException {
        Path text = file("x,y\n", 100, i -> i == 3 ? "1,abc" : "1,2");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(text, 5, 1, 1, 1, false))
                .withMessage(text + ":5: column 'y' must be a finite number, got 'abc'");
        Path cells = file("x,y\n", 100, i -> i == 3 ? "1,2,3" : "1,2");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(cells, 5, 1, 1, 1, false))
                .withMessage(cells + ":5: the row has 3 cells, expected 2");
        Path order = file("x,y\n", 100, i -> (i == 3 ? 1 : i) + ",2");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(order, List.of("y"), List.of(), 5, 1, 1, 1, false, "FAIL", "x"))
                .withMessage(
                        order + ":5: column 'x' must ascend, got '1' after '2'; the rows of a series are the oldest"
                                + " first");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(order, List.of("z"), List.of(), 5, 1, 1, 1, false, "FAIL", null))
                .withMessage(order + ": targets: there is no column 'z', but numbers 0 to 1 and no header");
        Path comma = file("x;y\n", 100, i -> "1;2,5");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> open(comma, 5, 1, 1, 1, false))
                .withMessageContaining("got '2,5'; decimals come after '.', see decimal");
    }

    @Test
    void settingsAreChecked() {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> config(Path.of("a"), List.of(), List.of(), 0, 0, 0, 0, false, "FAIL", null, ",", ","))
                .withMessageContaining("targets")
                .withMessageContaining("window must be between 1")
                .withMessageContaining("horizon must be between 1")
                .withMessageContaining("stride must be between 1")
                .withMessageContaining("season must be between 1")
                .withMessageContaining("delimiter and decimal must differ");
    }

    @Test
    void aFileOfDatesIsTakenForASeries() throws IOException {
        Path file = file("day,a,b\n", 99, i -> String.format("20%02d-01-01,%d,%d", i + 1, i, i % 7));
        SeriesFormat format = new SeriesFormat();
        assertThat(format.recognises(Look.at(file))).isPresent();
        assertThat(format.read(file, ReadSettings.NONE).features()).containsExactly("a", "b");
        assertThat(format.ownTask(file, ReadSettings.NONE))
                .containsEntry("type", "series")
                .containsEntry("targets", List.of("a", "b"))
                .containsEntry("time", "day");
        Path panel = file("day,a\n", 99, i -> String.format("20%02d-01-01,%d", i / 2 + 1, i));
        assertThat(format.recognises(Look.at(panel))).isEmpty();
    }

    private static Map<String, Object> taken(Path file) {
        SeriesFormat format = new SeriesFormat();
        assertThat(format.recognises(Look.at(file))).isPresent();
        return format.ownTask(file, ReadSettings.NONE);
    }

    @Test
    void seriesAreFoundAsPeopleHaveThem() throws IOException {
        assertThat(taken(file(
                        "Datum;Kurs\n", 60, i -> String.format("%02d.%02d.2020;10%d,5", i % 28 + 1, i / 28 + 1, i))))
                .containsEntry("targets", List.of("Kurs"))
                .containsEntry("time", "Datum")
                .containsEntry("decimal", ",");
        assertThat(taken(file("date,price\n", 55, i -> String.format("%d/%d/2020,1.5", i / 31 + 1, i % 31 + 1))))
                .containsEntry("time", "date")
                .containsEntry("season", 7);
        assertThat(taken(file("Time Stamp,x,sort\n", 60, i -> 1_577_836_800 + 3600 * i + ",0.5,new")))
                .containsEntry("time", "Time Stamp")
                .containsEntry("targets", List.of("x"));
        assertThat(taken(file("", 60, i -> i == 7 ? "NA" : i + ".5")))
                .containsEntry("targets", List.of("0"))
                .containsEntry("missing", "carry-forward")
                .doesNotContainKey("time");
        assertThat(taken(file(",x\n", 60, i -> String.format("%d-%d,7", 1990 + i / 12, i % 12 + 1))))
                .containsEntry("time", "0")
                .containsEntry("season", 12);
    }

    @Test
    void whatIsWrongInASeriesIsSaidAtOnce() throws IOException {
        Path newestFirst = file("date,x\n", 28, i -> String.format("2020-01-%02d,5", 28 - i));
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> taken(newestFirst))
                .withMessageContaining(":3: column 'date' must ascend, got '2020-01-27' after '2020-01-28'");
        Path thousands = file("date;x;y\n", 28, i -> String.format("2020-01-%02d;5,%03d;1", i + 1, i));
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new SeriesFormat().read(thousands, ReadSettings.NONE))
                .withMessageContaining(
                        "got '5,000'; decimals come after '.', see decimal; thousands separators are not");
        Path words = file("date,x\n", 28, i -> String.format("2020-01-%02d,a", i + 1));
        assertThat(new SeriesFormat().recognises(Look.at(words))).isEmpty();
    }

    @Test
    void datesOfEveryCountrySortByTime() {
        Moments ours = Moments.of(List.of("03/04/2020", "05/06/2020"));
        assertThat(ours.sortable("3/4/2020 9:05")).isEqualTo("2020-03-04 09:05");
        assertThat(Moments.of(List.of("03/04/2020", "13/04/2020")).sortable("03/04/2020"))
                .isEqualTo("2020-04-03");
        assertThat(Moments.of(List.of("3.4.2020")).sortable("3.4.2020")).isEqualTo("2020-04-03");
        assertThat(ours.sortable(" 2020-1-5T10:00Z")).isEqualTo("2020-01-05 10:00Z");
        assertThat(ours.sortable("2020/1")).isEqualTo("2020-01");
        assertThat(List.of("1749.04", "20200105", "5 May", "1/2/2020 9:05 PM", ""))
                .noneMatch(Moments::isDate);
    }
}
