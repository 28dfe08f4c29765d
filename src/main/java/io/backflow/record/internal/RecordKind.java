// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal;

import java.util.Locale;

/** The kinds of records that a run writes, of each of which a table has one header. */
public enum RecordKind {
    /** Losses and evaluations. */
    METRICS("metrics.jsonl"),
    /** Norms of gradients. */
    GRADIENTS("gradients.jsonl"),
    /** What was done to gradients. */
    CLIPPING("clipping.jsonl"),
    /** What clipping through time did, which the run writes beside the other clipping. */
    THROUGH_TIME("clipping.jsonl"),
    /** The flow through time. */
    FLOW("flow.jsonl"),
    /** What quantities measured of gradients. */
    MEASURED("measured.jsonl");

    private final String file;

    RecordKind(String file) {
        this.file = file;
    }

    /** Returns the run's own file of them. */
    public String file() {
        return file;
    }

    /** Returns the name under which a sink writes them: {@code through-time}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
