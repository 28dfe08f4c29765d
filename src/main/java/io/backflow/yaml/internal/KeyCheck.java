// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.Node.Scalar;
import java.util.List;
import java.util.Optional;

/** Finds the keys of mappings that no record has. */
final class KeyCheck {

    private final Problems problems;
    private final NameAdvice advice;

    /** @param advice what to say of unknown keys besides what is known */
    KeyCheck(Problems problems, NameAdvice advice) {
        this.problems = problems;
        this.advice = advice;
    }

    /** @param chosen whether the key that chose the record stands there too */
    void check(RecordShape shape, Mapping mapping, Place place, boolean chosen) {
        List<String> known = place.known(shape.names());
        if (chosen) {
            known.add(0, Choices.TYPE);
        }
        mapping.entries().forEach((name, entry) -> {
            if (!known.contains(name)) {
                problems.add(entry.keyAt(), unknown(name, known, mapping));
            }
        });
    }

    /** Checks the keys of a mapping that lacks its type: which are known is not, but some can be recognised. */
    void checkWithoutType(Mapping mapping, Place place) {
        List<String> known = place.known(List.of());
        known.add(0, Choices.TYPE);
        mapping.entries().forEach((name, entry) -> {
            if (Suggestion.nearest(name, known) != null
                    || advice.ofKey(name, mapping).isPresent()) {
                problems.add(entry.keyAt(), unknown(name, known, mapping));
            }
        });
    }

    private String unknown(String name, List<String> known, Mapping mapping) {
        Optional<String> advised = advice.ofKey(name, mapping);
        if (advised.isPresent()) {
            return "unknown key " + Scalar.quoted(name) + "; " + advised.get();
        }
        String suggestion = Suggestion.nearest(name, known);
        return "unknown key " + Scalar.quoted(name)
                + (suggestion == null
                        ? "; the keys here are [" + String.join(", ", known) + "]"
                        : ", did you mean " + Scalar.quoted(suggestion) + "?");
    }
}
