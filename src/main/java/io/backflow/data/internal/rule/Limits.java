// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.rule;

import io.backflow.setting.Rules;

/** Rules that several choices share; sizes beyond these are a slip of the pen rather than a plan. */
public final class Limits {

    /** Time steps of a sequence. */
    public static final int MAX_LENGTH = 1_000_000;

    private static final int MAX_SEQUENCES = 10_000_000;

    private Limits() {}

    /** Bounds what all generated tasks have. */
    public static Rules generated(int length, int minLength, int validationSequences, int testSequences) {
        return sequences(
                new Rules().between("length", length, minLength, MAX_LENGTH), validationSequences, testSequences);
    }

    /** Bounds how many sequences there are to evaluate on. */
    public static Rules sequences(Rules rules, int validationSequences, int testSequences) {
        return rules.between("validationSequences", validationSequences, 1, MAX_SEQUENCES)
                .between("testSequences", testSequences, 1, MAX_SEQUENCES);
    }

    /** Requires that training, validation and test each get a share. */
    public static void fractions(Rules rules, double validationFraction, double testFraction) {
        rules.positive("validationFraction", validationFraction)
                .positive("testFraction", testFraction)
                .require(
                        !(validationFraction + testFraction >= 1),
                        "validationFraction",
                        "and testFraction must leave something for training",
                        validationFraction + " and " + testFraction);
    }
}
