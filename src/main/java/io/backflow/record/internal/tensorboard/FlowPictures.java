// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.tensorboard;

import io.backflow.record.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The flow through time of every layer as a picture that grows. It is written after 1, 2, 4, 8 and so on records, and
 * once more at the end: a picture each time would fill disks.
 */
final class FlowPictures {

    private final Map<String, HeatMap> maps = new LinkedHashMap<>();
    private long records;
    private long nextPicture = 1;
    private boolean shown = true;

    /** Adds what a row says of the flow. */
    void add(Row flow) {
        Row layers = flow.row("layers");
        for (String layer : layers.names()) {
            Row of = layers.row(layer);
            for (String state : List.of("hidden", "cell")) {
                if (of.has(state)) {
                    maps.computeIfAbsent("flow/" + layer + "/" + state, tag -> new HeatMap())
                            .add(byLag(of, of.row(state).numbers("norms")));
                }
            }
        }
        records++;
        shown = false;
    }

    /** Turns norms by step into norms by the lag from the last labelled step; later steps get no error. */
    private static double[] byLag(Row layer, double[] norms) {
        Row labelled = layer.row("labelled");
        long first = layer.whole("firstStep");
        long end = labelled.whole("count") > 0 ? labelled.whole("last") : first + norms.length - 1;
        int count = (int) Math.max(0, Math.min(norms.length, end - first + 1));
        double[] byLag = new double[count];
        for (int i = 0; i < count; i++) {
            byLag[i] = norms[count - 1 - i];
        }
        return byLag;
    }

    /** Adds the pictures if it is time. */
    void addDueTo(Summary summary) {
        if (records >= nextPicture) {
            addLastTo(summary);
        }
    }

    /** Adds the pictures if they have something new. */
    void addLastTo(Summary summary) {
        if (shown) {
            return;
        }
        maps.forEach((tag, map) -> summary.image(tag, map.description(), map.picture()));
        shown = true;
        while (nextPicture <= records) {
            nextPicture *= 2;
        }
    }
}
