// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Something that is known to bite, in whichever network.
 *
 * @param id its name
 * @param severity how grave it is
 * @param what what it does
 * @param source where it comes from
 * @param cure what to do about it
 */
public record Known(String id, Severity severity, String what, String source, String cure) {

    /** Returns it as found at some layers; nothing if there are none. */
    public Optional<Finding> at(Collection<String> where, String amount) {
        return where.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Finding(id, severity, where.stream().distinct().toList(), what, amount, source, cure));
    }

    /** Returns it as found in the whole network. */
    public Optional<Finding> everywhere(String amount) {
        return Optional.of(new Finding(id, severity, List.of(), what, amount, source, cure));
    }
}
