// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit;

import io.backflow.audit.internal.Checks;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;

/**
 * What is known to bite in a network, each with its cure.
 *
 * <pre>{@code
 * CheckUp checkUp = CheckUp.of(network);
 * log.info("{}", checkUp);
 * }</pre>
 *
 * <p>It reads configuration, parameters, layers and listeners, trains nothing, draws no random number, and leaves all
 * of it as it is. A finding is listed only if it applies to the network as it is now: what installed layers mend is not
 * listed where they are installed, and what clipping bounds not where gradients are clipped. What depends on the data,
 * such as padding, is listed if the network would get it wrong, with the condition in {@link Finding#what()}.
 *
 * @param findings what was found, the gravest first
 */
public record CheckUp(List<Finding> findings) {

    /** Copies the list. */
    public CheckUp {
        findings = List.copyOf(findings);
    }

    /** How grave a finding is, the gravest first. */
    public enum Severity {
        /** Gradients or updates are not what the configuration says, whatever the data. */
        WRONG,
        /** They may be wrong, vanish or explode, depending on data and on what is learnt. */
        RISK,
        /** It trains as it should, and something beside it is not as one would expect. */
        NOTE;

        /** Returns the name in lower case. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One thing that is known to bite, in this network.
     *
     * @param id its name, and that of its section in {@code docs/dl4j.md}
     * @param severity how grave it is
     * @param where the layers or vertices concerned; empty if it is the whole network
     * @param what what it does
     * @param amount how much of it, here
     * @param source where in Deeplearning4j, or in which paper, it comes from
     * @param cure what to do about it, in one line
     */
    public record Finding(
            String id, Severity severity, List<String> where, String what, String amount, String source, String cure) {

        /** Copies the list. */
        public Finding {
            where = List.copyOf(where);
        }

        /** Returns all of it in one line. */
        @Override
        public String toString() {
            return id + " (" + severity.key() + ")" + (where.isEmpty() ? "" : " at " + String.join(", ", where)) + ": "
                    + what + ": " + amount + ". Cure: " + cure + ". Source: " + source;
        }
    }

    /**
     * Checks a network.
     *
     * @param model a {@code MultiLayerNetwork} or {@code ComputationGraph} after {@code init()}
     * @throws IllegalArgumentException if it is of another kind, or not initialised
     */
    public static CheckUp of(Model model) {
        return Checks.of(model);
    }

    /** Returns whether nothing is {@link Severity#WRONG} or a {@link Severity#RISK}; notes may be there. */
    public boolean isWell() {
        return findings.stream().allMatch(finding -> finding.severity() == Severity.NOTE);
    }

    /** Returns a line for each finding. */
    @Override
    public String toString() {
        return findings.isEmpty()
                ? "Nothing is known to bite in this network"
                : findings.stream().map(Finding::toString).collect(Collectors.joining("\n"));
    }
}
