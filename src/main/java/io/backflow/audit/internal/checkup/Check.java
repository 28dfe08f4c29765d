// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup;

import io.backflow.audit.CheckUp.Finding;
import java.util.Optional;

/** Looks for one thing that is known to bite. */
public interface Check {

    /** Returns what it found in a network; nothing if it does not apply. */
    Optional<Finding> examine(ExaminedModel model);
}
