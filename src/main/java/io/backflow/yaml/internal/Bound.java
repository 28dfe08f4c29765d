// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a value of the tree was bound to.
 *
 * @param whole whether it had no problem
 * @param candidates the one value; of a broken one, values of every kind that may stand in for it while the rules of
 *     the record around it are checked, or none if none are known
 */
record Bound(boolean whole, List<@Nullable Object> candidates) {

    /** A setting that was left out and may be. */
    static final Bound ABSENT = new Bound(true, Collections.singletonList(null));

    /** A value of which nothing is known but that it is broken. */
    static final Bound BROKEN = broken(List.of());

    static Bound of(Object value) {
        return new Bound(true, List.of(value));
    }

    static Bound broken(Collection<? extends @Nullable Object> standIns) {
        return new Bound(false, Collections.unmodifiableList(new ArrayList<>(standIns)));
    }

    /** Returns the value of what is whole. */
    @Nullable
    Object value() {
        return candidates.get(0);
    }
}
