// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What was clipped in a run, from {@code clipping.jsonl}, which has a line for each update that was changed. */
final class ClippingSeries {

    private static final int WINDOWS = 60;

    private static final Set<String> SKIPPED = Set.of("clips", "scale", "reason", "labelledSteps", "running");

    private ClippingSeries() {}

    static Map<String, Object> read(Path file, int most, long updates) {
        Columns all = new Columns();
        Map<String, Long> actions = new LinkedHashMap<>();
        Columns refused = new Columns();
        Culprits culprits = new Culprits();
        Line.read(file, SKIPPED, line -> {
            if (!"clip".equals(line.text("record"))) {
                return; // of clipping through time
            }
            culprits.add(line);
            all.begin(line.whole("update"));
            all.put("before", line.at("globalL2").number("before"));
            boolean clipped = line.has("coefficient");
            all.put("coefficient", clipped ? line.number("coefficient") : 1);
            all.put("threshold", line.number("threshold"));
            all.put("clipped", clipped ? 1 : 0);
            actions.merge(line.text("action"), 1L, Long::sum);
            if (line.at("nonFinite").number("count") > 0) {
                refused.begin(line.whole("update"));
            }
        });
        Buckets buckets = new Buckets(all.updates(), most);
        Map<String, Object> json = new LinkedHashMap<>(buckets.places());
        json.put("coefficient", buckets.norms(all.get("coefficient")));
        json.put("threshold", buckets.norms(all.get("threshold")));
        json.put("share", share(all, Math.max(updates, last(all))));
        json.put("actions", actions);
        json.put("nonFinite", refused.rows());
        long[] at = refused.updates();
        json.put("named", culprits.updates());
        json.put("culprits", culprits.json());
        json.put("nonFiniteAt", Codes.differences(Arrays.copyOf(at, Math.min(at.length, 200))));
        return json;
    }

    /** Returns how many updates there are at least. */
    private static long last(Columns all) {
        long[] updates = all.updates();
        return updates.length == 0 ? 0 : updates[updates.length - 1] + 1;
    }

    /** Returns the share of clipped updates in windows of the same length: all that were clipped have a row. */
    private static Map<String, Object> share(Columns all, long updates) {
        int windows = (int) Math.min(WINDOWS, updates);
        double[] clipped = new double[windows];
        double[] flags = all.get("clipped");
        long[] at = all.updates();
        for (int i = 0; i < at.length; i++) {
            clipped[(int) (at[i] * windows / updates)] += flags[i];
        }
        for (int i = 0; i < windows; i++) {
            long from = (updates * i + windows - 1) / windows;
            long to = (updates * (i + 1) + windows - 1) / windows;
            clipped[i] /= Math.max(1, to - from);
        }
        Map<String, Object> share = new LinkedHashMap<>();
        share.put("every", (double) updates / Math.max(1, windows));
        share.put("v", Codes.plain(clipped));
        return share;
    }
}
