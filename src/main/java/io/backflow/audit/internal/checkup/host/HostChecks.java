// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.host;

import io.backflow.audit.internal.checkup.Check;
import java.util.List;

/** The checks of what stands around a network: listeners, scores, counts and random numbers. */
public final class HostChecks {

    private HostChecks() {}

    /** Returns all of them. */
    public static List<Check> all() {
        return List.of(
                new OutputFormat(),
                new UnlearntMistakes(),
                new CappedScore(),
                new SegmentScore(),
                new StaleGradients(),
                new LateCheckpoints(),
                new LostListeners(),
                new HiddenNotANumber(),
                new SharedRandomNumbers());
    }
}
