// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.yaml.internal.ConfigException;
import io.backflow.yaml.internal.ConfigWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a search may choose from, and at which points it looks. */
class SearchTest {

    private static ComparisonConfig comparison(String search) {
        return Yaml.bind(ComparisonConfig.class, """
                name: all
                tasks: [{data: {type: temporal-order, length: 10}, training: {iterations: 2}}]
                cells: [{type: lstm, units: 4}, {type: simple-rnn, units: 4}]
                clipping: [none, {type: global-norm, maxNorm: 1}]
                seeds: [1, 2]
                search: %s
                """.formatted(search));
    }

    private static List<Map<String, Object>> points(String search) {
        ComparisonConfig comparison = comparison(search);
        assertThat(Yaml.bind(ComparisonConfig.class, ConfigWriter.write(comparison)))
                .as("written and read")
                .isEqualTo(comparison);
        return Trial.space(Objects.requireNonNull(comparison.search()), comparison.trials())
                .points();
    }

    @Test
    void learningRatesAreAKeyLikeOthers() {
        assertThat(points("{learningRates: [0.1, 1]}"))
                .containsExactly(
                        Map.of("training.updater.learningRate", .1), Map.of("training.updater.learningRate", 1.0));
    }

    @Test
    void combinesEveryValue() {
        String search = "{keys: [{key: cells.units, values: [2, 3]}, {key: weights, values: [xavier, {}]}]}";
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> comparison(search))
                .withMessageContaining("values[1] must be a number, true, false or a name, got a mapping");
        String good = "{keys: [{key: units, values: [2, 3]}, {key: training.updater, values: [sgd, adam, momentum]}]}";
        assertThat(points(good)).hasSize(6).startsWith(Map.of("cell.units", 2L, "training.updater", "sgd"));
        assertThat(comparison(good).runs()).isEqualTo(8 + 4 * 6);
    }

    /** The same points from the same seed, others from another, each within its range and as round as it can be. */
    @Test
    void drawsFromRanges() {
        String search = "{keys: [{key: learningRate, from: 0.001, to: 1, scale: log}, {key: units, from: 2, to: 4}],"
                + " trials: 20%s}";
        List<Map<String, Object>> drawn = points(search.formatted(""));
        assertThat(drawn).hasSize(20).doesNotHaveDuplicates().isEqualTo(points(search.formatted(", samplingSeed: 1")));
        assertThat(drawn).isNotEqualTo(points(search.formatted(", samplingSeed: 2")));
        assertThat(drawn)
                .extracting(point -> point.get("cell.units"))
                .contains(2L, 3L, 4L)
                .doesNotContain(1L, 5L);
        assertThat(drawn)
                .extracting(point -> (double) Objects.requireNonNull(point.get("training.updater.learningRate")))
                .allMatch(rate ->
                        rate >= .001 && rate <= 1 && Double.toString(rate).length() <= 9)
                .filteredOn(rate -> rate < Math.sqrt(.001))
                .hasSizeBetween(5, 15);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {} | 6:1 | search.learningRates or keys must be given, and not both, got neither
            {learningRates: [1]} | 6:25 | search.learningRates must have at least two elements, got [1.0]
            {learningRates: [1, 2], trials: 2} | 6:41 | search.trials must be left out without keys, got 2
            {keys: []} | 6:16 | search.keys must have at least one element, got none
            {keys: [{key: clipping.maxNorm, values: [1, 2]}]} | 6:23 | \
            search.keys[0].key must be a key of every arm, and temporal-order/lstm/none, temporal-order/simple-rnn/none\
             do not have it, got 'clipping.maxNorm'
            {keys: [{key: forgetBias, values: [1, 2]}]} | 6:23 | search.keys[0].key must be a key of every arm, and \
            temporal-order/simple-rnn/none, temporal-order/simple-rnn/global-norm do not have it, got 'cell.forgetBias'
            {keys: [{key: cell.unit, values: [1, 2]}]} | 6:23 | search.keys[0].key must be a key that a search can \
            choose (did you mean 'cell.units'?), got 'cell.unit'
            {keys: [{key: batchSize, values: [1, 2]}]} | 6:23 | search.keys[0].key must be a key that a search can \
            choose: one of [evaluation.batchSize, training.batchSize], got 'batchSize'
            {keys: [{key: task.length, values: [1, 2]}]} | 6:23 | search.keys[0].key must be a key that a search can \
            choose, got 'task.length'
            {keys: [{key: cell, values: [lstm, gru]}]} | 6:23 | search.keys[0].key must be a key that a search can \
            choose, got 'cell'
            {keys: [{key: units, values: [0, 4]}]} | 6:39 | search.keys[0].values[0] must be possible in \
            temporal-order/lstm/none (cell.units must be between 1 and 16384), got 0
            {keys: [{key: units, values: [2, many]}]} | 6:42 | search.keys[0].values[1] must be possible in \
            temporal-order/lstm/none (cell.units must be a whole number), got many
            {keys: [{key: units, values: [2, 2]}]} | 6:38 | search.keys[0].values must not repeat an element, \
            got [2, 2]
            {keys: [{key: units, from: 2, to: 4}]} | 6:1 | search.trials must be given where a key has a range, got none
            {keys: [{key: units, from: 2.5, to: 4}], trials: 2} | 6:36 | search.keys[0].from must be a whole number, \
            as the setting is, got 2.5
            {keys: [{key: units, from: 4, to: 2}], trials: 2} | 6:36 | search.keys[0].from must be less than to, which \
            is 2.0, got 4.0
            {keys: [{key: units, from: 2, to: 4}], trials: 9} | 6:56 | search.trials must be at most 3, as no more \
            different points were found, got 9
            {keys: [{key: units, to: 4}], trials: 2} | 6:17 | search.keys[0].from must be given for a range, got none
            {keys: [{key: cell.activation, from: 1, to: 4}], trials: 2} | 6:46 | search.keys[0].from must be left out \
            for a setting that is no number, got 1.0
            {keys: [{key: learningRate, from: 0, to: 4, scale: log}], trials: 2} | 6:43 | search.keys[0].from must be \
            a finite number > 0, got 0.0
            {keys: [{key: units, values: [1, 2]}, {key: cells.units, values: [1, 2]}]} | 6:53 | \
            search.keys[1].key must differ from search.keys[0].key, got 'cell.units'
            """)
    void saysWhatIsWrong(String search, String at, String problem) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> comparison(search))
                .satisfies(e -> assertThat(e.problems())
                        .extracting(each -> each.line() + ":" + each.column() + " | " + each.message())
                        .containsExactly(at + " | " + problem));
    }

    @Test
    void refusesAGridWithoutBounds() {
        String ten = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
        String keys = "{key: units, values: %1$s}, {key: training.batchSize, values: %1$s},"
                + " {key: layers, values: [1, 2]}, {key: learningRate, values: %1$s}";
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> comparison("{keys: [" + keys.formatted(ten) + "]}"))
                .withMessageContaining("search.keys must have at most 1000 combinations of values where trials are not"
                        + " given, got 2000");
    }

    @Test
    void whatAnotherKeyDecidesIsNotSearched() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> comparison("{keys: [{key: units, values: [1, 2]}]}\nmatch: parameters"))
                .withMessageContaining("search.keys[0].key must be none that match: parameters decides");
    }

    /** Each value is good by itself: what they break together is said of them together. */
    @Test
    void saysWhatDoesNotGoTogether() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> comparison("{keys: [{key: evaluation.every, values: [0, 1]},"
                        + " {key: evaluation.keep, values: [best, last]}]}"))
                .withMessageContaining("search.keys[1].values[0] must be possible in temporal-order/lstm/none"
                        + " (evaluation.every must be at least 1"
                        + " where patience, target or keep: best is given), got best");
    }
}
