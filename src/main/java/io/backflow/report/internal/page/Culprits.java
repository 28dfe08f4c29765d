// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which examples of the data added most to gradients that were clipped, not finite or among the largest, counted over the
 * updates of a run.
 */
public final class Culprits {

    /** How many are shown. */
    static final int SHOWN = 10;

    private static final Set<String> SKIPPED = Set.of("clips", "scale", "reason", "labelledSteps", "running", "globalL2");

    private final Map<String, Culprit> byPlace = new LinkedHashMap<>();
    private long updates;

    /**
     * An example of the data.
     *
     * @param place where it stands
     * @param times in how many updates it was named first
     * @param nonFinite in how many of them it was not finite
     * @param share the largest share of a gradient that it had; NaN if it was never finite
     * @param layer the recurrent layer in which it added most when it was named last
     */
    public record Culprit(String place, long times, long nonFinite, double share, String layer) {

        private Culprit plus(double another, String ofLayer) {
            boolean finite = !Double.isNaN(another);
            double most = Double.isNaN(share) || another > share ? another : share;
            return new Culprit(place, times + 1, nonFinite + (finite ? 0 : 1), finite ? most : share, ofLayer);
        }
    }

    /** Makes a count without updates. */
    public Culprits() {}

    /** Reads a run's {@code clipping.jsonl}; there may be none. */
    public static Culprits read(Path file) {
        Culprits culprits = new Culprits();
        Line.read(file, SKIPPED, culprits::add);
        return culprits;
    }

    /** Counts the first example that a line names, if it says where that stands in the data. */
    void add(Line line) {
        Line examples = line.at("examples");
        List<String> places = examples.texts("place");
        List<String> layers = examples.texts("layer");
        double[] shares = examples.numbers("share");
        if (places.isEmpty() || places.get(0).isEmpty() || layers.isEmpty() || shares.length == 0) {
            return;
        }
        updates++;
        String place = places.get(0);
        Culprit before = byPlace.getOrDefault(place, new Culprit(place, 0, 0, Double.NaN, ""));
        byPlace.put(place, before.plus(shares[0], layers.get(0)));
    }

    /** Returns how many updates name an example. */
    public long updates() {
        return updates;
    }

    /** Returns those that were named most often, and of these first those with the largest share. */
    public List<Culprit> most() {
        return byPlace.values().stream()
                .sorted(Comparator.comparingLong(Culprit::times)
                        .thenComparingLong(Culprit::nonFinite)
                        .thenComparingDouble(culprit -> Double.isNaN(culprit.share()) ? 0 : culprit.share())
                        .reversed())
                .limit(SHOWN)
                .toList();
    }

    /** Returns them as the page reads them. */
    List<Map<String, Object>> json() {
        return most().stream().map(Culprits::json).toList();
    }

    private static Map<String, Object> json(Culprit culprit) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("place", culprit.place());
        json.put("times", culprit.times());
        json.put("nonFinite", culprit.nonFinite());
        json.put("share", culprit.share());
        json.put("layer", culprit.layer());
        return json;
    }
}
