// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.search;

import io.backflow.setting.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One setting that is searched, with what it may be.
 *
 * @param key of a job, as its {@code config.yaml} has it: {@code training.updater.learningRate}, {@code cell.units}; as
 *     much of its end as is there once is enough: {@code units}
 * @param values numbers, or names where the setting is a choice; or null where there is a range
 * @param from the least of a range of numbers; or null
 * @param to the greatest of a range of numbers; or null
 * @param scale how the numbers of a range are drawn; null is {@code linear}
 */
public record SearchKey(
        String key,
        @Nullable List<Object> values,
        @Nullable Double from,
        @Nullable Double to,
        SearchKey.@Nullable Scale scale) {

    /** What is drawn evenly. */
    public enum Scale {
        /** The number. */
        LINEAR,
        /** Its logarithm. */
        LOG
    }

    private static final String VALUES = "values";
    private static final String FROM = "from";
    private static final String SCALE = "scale";

    /** Checks the rules. */
    public SearchKey {
        values = values == null ? null : List.copyOf(values);
        Rules rules = new Rules().notBlank("key", key);
        boolean range = from != null || to != null;
        rules.require(
                (values == null) == range,
                VALUES,
                "or a range from one number to another must be given, and not both",
                range ? "both" : "neither");
        if (values != null) {
            rules.require(values.size() > 1, VALUES, "must have at least two elements", values)
                    .distinct(VALUES, values);
        }
        if (from != null && to != null) {
            rules.finite(FROM, from).finite("to", to);
            rules.require(!(from >= to), FROM, "must be less than to, which is " + to, from);
            if (scale == Scale.LOG) {
                rules.positive(FROM, from);
            }
        } else if (range) {
            rules.require(false, from == null ? FROM : "to", "must be given for a range", "none");
        }
        if (scale != null) {
            rules.require(range, SCALE, "must be left out without a range", scale);
        }
        rules.enforce();
    }
}
