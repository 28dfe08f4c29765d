// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.prepared;

import io.backflow.data.SequenceData;
import java.util.Optional;

/** Data that can tell how new data is brought to its form. */
public interface Prepared {

    /** Returns what new data is prepared by. */
    Preparation preparation();

    /** Returns what new data is prepared by, where data can tell. */
    static Optional<Preparation> of(SequenceData data) {
        return data instanceof Prepared prepared ? Optional.of(prepared.preparation()) : Optional.empty();
    }
}
