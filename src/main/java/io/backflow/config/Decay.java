package io.backflow.config;

import io.backflow.setting.Rules;

/** The share of a moving average that is kept at each step. */
final class Decay {

    private Decay() {}

    /** Requires {@code 0 <= value < 1}: at 1 an average never moves. */
    static Rules check(Rules rules, String name, double value) {
        return rules.require(value >= 0.0 && value < 1.0, name, "must be at least 0 and less than 1", value);
    }
}
