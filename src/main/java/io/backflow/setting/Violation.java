// SPDX-License-Identifier: Apache-2.0
package io.backflow.setting;

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
