// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.result.internal.ArmDifference.TestKind;
import io.backflow.result.internal.ArmDifference.Verdict;
import io.backflow.result.internal.inference.Interval;
import io.backflow.result.internal.inference.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The sentence that says what can be said of two arms. */
final class DifferenceSentence {

    private final ArmDifference difference;
    private final String first;
    private final String second;

    /** @param arms all arms of the task */
    DifferenceSentence(ArmDifference difference, List<ArmName> arms) {
        this.difference = difference;
        this.first = difference.first().among(arms);
        this.second = difference.second().among(arms);
    }

    ArmDifference complete() {
        return new ArmDifference(
                difference.task(),
                difference.family(),
                difference.first(),
                difference.second(),
                difference.metric(),
                difference.seeds(),
                difference.firstDiverged(),
                difference.secondDiverged(),
                difference.advantage(),
                difference.test(),
                difference.p(),
                difference.familySize(),
                difference.holm(),
                difference.improvement(),
                difference.verdict(),
                difference.seedsForSignedRank(),
                difference.seedsForDifference(),
                text());
    }

    private String text() {
        if (difference.verdict() == Verdict.BETTER) {
            String by = size();
            return first + " is better than " + second + " on " + difference.task() + (by.isEmpty() ? "" : " by " + by)
                    + facts();
        }
        String pair = first + " and " + second;
        if (difference.verdict() == Verdict.TOO_FEW) {
            return "Nothing can be said of " + pair + " on " + difference.task() + " from " + count(difference.seeds())
                    + ": " + ahead() + divergedRuns() + more();
        }
        return areEqual()
                ? "Nothing tells " + pair + " apart on " + difference.task() + ": the same "
                        + difference.metric().label() + " in each of " + count(difference.seeds())
                : "Nothing can be said of " + pair + " on " + difference.task() + ": " + ahead() + facts() + more();
    }

    private boolean areEqual() {
        Sample sample = difference.advantage().sample();
        return sample.n() == difference.seeds() && sample.mean() == 0 && sample.standardDeviation() == 0;
    }

    /** How many seeds would do, where that can be told and these did not. */
    private String more() {
        int enough = enough(difference);
        return enough > 0 ? "; about " + enough + " seeds would show such a difference" : "";
    }

    /** Returns how many seeds would do; 0 where that cannot be told, or these did. */
    static int enough(ArmDifference difference) {
        int enough = Math.max(difference.seedsForDifference(), ComparisonStatistics.FEWEST_PAIRS);
        boolean known = difference.seedsForDifference() > 0 && difference.test() == TestKind.PAIRED_T;
        return known && enough > difference.seeds() ? enough : 0;
    }

    /** Says from how many seeds on the strictest test can find anything. */
    static String fewestSeeds(ArmDifference any) {
        String corrected = any.familySize() > 1 ? " (Holm over " + any.familySize() + " comparisons)" : "";
        return "On " + any.task() + " Wilcoxon's signed rank test, which assumes least, can reach p = "
                + ComparisonStatistics.LEVEL + " from " + any.seedsForSignedRank() + " seeds on" + corrected
                + "; below " + ComparisonStatistics.FEWEST_PAIRS + " nothing is said here";
    }

    /** Who is ahead in the mean, if the means differ. */
    private String ahead() {
        double mean = difference.advantage().sample().mean();
        if (Double.isNaN(mean)) {
            return "no seed in which both finished";
        }
        if (mean == 0) {
            return "their means are equal";
        }
        String who = mean > 0 ? first : second;
        return who + " is ahead by " + (mean > 0 ? size() : backwards());
    }

    private String size() {
        Sample sample = difference.advantage().sample();
        return sized(sample.mean(), sample.tInterval());
    }

    private String backwards() {
        Sample sample = difference.advantage().sample();
        Interval interval = sample.tInterval();
        return sized(-sample.mean(), new Interval(-interval.high(), -interval.low()));
    }

    private String sized(double mean, Interval interval) {
        if (Double.isNaN(mean)) {
            return "";
        }
        double reach = interval.exists() ? (interval.high() - interval.low()) / 2 : Math.abs(mean);
        double scale = mean == 0 ? reach : Math.min(reach, 10 * Math.abs(mean));
        String ends = interval.exists()
                ? " [" + number(interval.low(), scale) + ", " + number(interval.high(), scale) + "]"
                : "";
        return number(mean, scale) + " " + difference.metric().label() + ends;
    }

    private String facts() {
        int both = difference.advantage().sample().n();
        String whole = ", " + count(difference.seeds());
        String paired = both < difference.seeds() && both > 0 ? " (" + both + " in which both finished)" : "";
        return whole + paired + divergedRuns() + ", " + probability();
    }

    private String divergedRuns() {
        List<String> texts = new ArrayList<>();
        if (difference.firstDiverged() > 0) {
            texts.add(first + " diverged in " + difference.firstDiverged());
        }
        if (difference.secondDiverged() > 0) {
            texts.add(second + " diverged in " + difference.secondDiverged());
        }
        return texts.isEmpty() ? "" : ", " + String.join(" and ", texts);
    }

    private String probability() {
        double p = difference.holm();
        if (Double.isNaN(p)) {
            return "no test";
        }
        String test = difference.test() == TestKind.SIGNED_RANK ? "signed rank" : "";
        String holm = difference.familySize() > 1 ? "Holm" : "";
        String how = test + (test.isEmpty() || holm.isEmpty() ? "" : ", ") + holm;
        return probability(p) + (how.isEmpty() ? "" : " (" + how + ")");
    }

    /** Returns p with three decimals, or one more where it would look like the level. */
    static String probability(double p) {
        if (p < 0.001) {
            return "p < 0.001";
        }
        boolean hidden = p > ComparisonStatistics.LEVEL && p < ComparisonStatistics.LEVEL + 0.0005;
        return "p = " + (p == 1 ? "1" : String.format(Locale.ROOT, hidden ? "%.4f" : "%.3f", p));
    }

    /** Returns a number with two significant digits of the scale. */
    static String number(double value, double scale) {
        double size = scale == 0 ? Math.abs(value) : scale;
        if (size == 0) {
            return "0";
        }
        if (size < 1e-5 || size >= 1e6) {
            return String.format(Locale.ROOT, "%.1e", value);
        }
        int decimals = Math.max(0, 1 - (int) Math.floor(Math.log10(size)));
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.matches("-0\\.?0*") ? text.substring(1) : text;
    }

    private static String count(int seeds) {
        return seeds == 1 ? "1 seed" : seeds + " seeds";
    }
}
