// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a value belongs.
 *
 * @param path as an error names it: {@code cells[0].units}
 * @param owner where its own key stands, or a list's element begins: the place to blame for what is not there
 * @param around the record whose keys stand in the same mapping; null if there is none
 */
record Place(String path, Position owner, @Nullable RecordShape around) {

    Place(String path, Position owner) {
        this(path, owner, null);
    }

    Place inside(RecordShape record) {
        return new Place(path, owner, record);
    }

    String child(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Returns a list of all keys of a mapping that has these. */
    List<String> known(List<String> keys) {
        List<String> known = new ArrayList<>(keys);
        if (around != null) {
            known.addAll(around.names());
            known.sort(around.byKeyOrder());
        }
        return known;
    }
}
