// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.point;

import io.backflow.record.Row;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers of one row, under names that tools for curves group by their first part: {@code gradient/rnn0/raw}.
 *
 * @param step how many updates had been made with this one; {@link #NO_STEP} if the row does not say
 * @param scalars by name, also those that are not finite
 * @param lists several numbers of one kind, by name, of which a tool may show the distribution
 */
public record Points(long step, Map<String, Double> scalars, Map<String, double[]> lists) {

    /** The step of a row that belongs to no update. */
    public static final long NO_STEP = -1;

    /** Copies the maps, in their order. */
    public Points {
        scalars = Collections.unmodifiableMap(new LinkedHashMap<>(scalars));
        lists = Collections.unmodifiableMap(new LinkedHashMap<>(lists));
    }

    /** Returns what a row holds. */
    public static Points of(Row row) {
        PointReader reader = new PointReader(row);
        reader.read();
        return new Points(stepOf(row), reader.scalars(), reader.lists());
    }

    /** Returns how many updates had been made with that of a row. */
    private static long stepOf(Row row) {
        if (row.has("updates")) {
            return row.whole("updates");
        }
        return row.has("update") ? row.whole("update") + 1 : NO_STEP;
    }

    /** Returns whether there is nothing to show. */
    public boolean isEmpty() {
        return scalars.isEmpty() && lists.isEmpty();
    }
}
