// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.search;

import io.backflow.setting.Rules;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is chosen for each arm by its validation sequences before the arm is run.
 *
 * @param learningRates the updater's, each tried once for every arm; or null where {@code keys} are given
 * @param keys settings of a job, tried together; or null
 * @param trials of each arm: as many points drawn from all that the keys allow, the same for every arm; null tries
 *     every combination of their values
 * @param samplingSeed of the draw of {@code trials}; null is 1
 * @param seed of the weights and of the order of the data of all trials; null is the first of the comparison's
 */
public record SearchConfig(
        @Nullable List<Double> learningRates,
        @Nullable List<SearchKey> keys,
        @Nullable Integer trials,
        @Nullable Long samplingSeed,
        @Nullable Long seed) {

    /** Trials of one arm. */
    static final int MOST_TRIALS = 1000;

    static final String LEARNING_RATE = "training.updater.learningRate";

    private static final String LEARNING_RATES = "learningRates";
    private static final String KEYS = "keys";
    private static final String TRIALS = "trials";

    /** Checks the rules. */
    public SearchConfig {
        learningRates = learningRates == null ? null : List.copyOf(learningRates);
        keys = keys == null ? null : List.copyOf(keys);
        Rules rules = new Rules();
        rules.require(
                (learningRates == null) != (keys == null),
                LEARNING_RATES,
                "or keys must be given, and not both",
                keys == null ? "neither" : "both");
        if (learningRates != null) {
            checkRates(learningRates, rules);
        }
        if (keys != null) {
            checkKeys(keys, trials, rules);
        } else if (trials != null) {
            rules.require(false, TRIALS, "must be left out without keys", trials);
        }
        if (samplingSeed != null) {
            rules.require(trials != null, "samplingSeed", "must be left out without trials", samplingSeed);
        }
        rules.enforce();
    }

    private static void checkRates(List<Double> rates, Rules rules) {
        rules.require(rates.size() > 1, LEARNING_RATES, "must have at least two elements", rates)
                .distinct(LEARNING_RATES, rates);
        for (int i = 0; i < rates.size(); i++) {
            rules.positive("learningRates[" + i + "]", rates.get(i));
        }
    }

    private static void checkKeys(List<SearchKey> keys, @Nullable Integer trials, Rules rules) {
        rules.require(!keys.isEmpty(), KEYS, "must have at least one element", "none");
        if (trials != null) {
            rules.between(TRIALS, trials, 2, MOST_TRIALS);
            return;
        }
        boolean ranges = keys.stream().anyMatch(key -> key.values() == null);
        rules.require(!ranges, TRIALS, "must be given where a key has a range", "none");
        double combinations = keys.stream()
                .mapToDouble(key -> key.values() == null ? 1 : key.values().size())
                .reduce(1, (one, other) -> one * other);
        rules.require(
                ranges || combinations <= MOST_TRIALS,
                KEYS,
                "must have at most " + MOST_TRIALS + " combinations of values where trials are not given",
                String.format(Locale.ROOT, "%.0f", combinations));
    }

    /** Tries learning rates. */
    public static SearchConfig ofRates(List<Double> rates) {
        return new SearchConfig(rates, null, null, null, null);
    }

    /** Returns how many trials each arm has. */
    public int size() {
        if (trials != null) {
            return trials;
        }
        return searched().stream()
                .mapToInt(key -> Objects.requireNonNull(key.values()).size())
                .reduce(1, (one, other) -> one * other);
    }

    /** Returns whether learning rates are searched and nothing else is said. */
    public boolean isOfRates() {
        return learningRates != null;
    }

    /** Returns what is searched, learning rates as the key that they are. */
    List<SearchKey> searched() {
        if (keys != null) {
            return keys;
        }
        List<Double> rates = Objects.requireNonNull(learningRates);
        return List.of(new SearchKey(LEARNING_RATE, List.copyOf(rates), null, null, null));
    }
}
