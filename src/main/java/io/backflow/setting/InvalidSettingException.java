// SPDX-License-Identifier: Apache-2.0
package io.backflow.setting;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown by a configuration record whose values break its rules. It carries every broken rule, not only the first. */
public final class InvalidSettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Kept out of the serialised form: an exception that crosses a wire keeps its message. */
    private final transient List<Violation> violations;

    InvalidSettingException(List<Violation> violations) {
        super(violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    /** Returns the broken rules, in the order in which they were checked; never empty. */
    public List<Violation> violations() {
        return violations;
    }

    /**
     * One broken rule.
     *
     * @param name the record component, as a configuration names it
     * @param rule the rule and the value that broke it: {@code must be a finite number > 0, got -1.0}
     */
    public record Violation(String name, String rule) {

        @Override
        public String toString() {
            return name + " " + rule;
        }
    }
}
