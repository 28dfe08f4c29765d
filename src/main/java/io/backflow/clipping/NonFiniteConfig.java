package io.backflow.clipping;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;

/**
 * What happens to a gradient with NaN or infinite elements. It never reaches a policy as it is: an infinite norm would
 * silently set every finite element to 0, and a NaN norm would poison every parameter.
 *
 * @param action what is done
 * @param maxConsecutive number of updates in a row that may be skipped or mended; one more and training fails
 */
public record NonFiniteConfig(
        @Default("fail") Action action, @Default("10") int maxConsecutive) {

    /** What is done about a gradient that is not finite. */
    public enum Action {
        /** Training stops with a {@link NonFiniteGradientException} before any parameter changes. */
        FAIL,
        /** The update is not made: parameters and updater state stay exactly as they were. */
        SKIP,
        /** The elements that are not finite become 0; the policy and the updater see the rest. */
        ZERO
    }

    /** Training stops at the first gradient that is not finite. */
    public static final NonFiniteConfig DEFAULT = new NonFiniteConfig(Action.FAIL, 10);

    /** Checks the count. */
    public NonFiniteConfig {
        new Rules().atLeast("maxConsecutive", maxConsecutive, 1).enforce();
    }
}
