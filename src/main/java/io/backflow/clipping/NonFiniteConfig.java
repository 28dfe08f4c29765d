// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a gradient that is not finite: one with NaN or infinite elements, or whose norm is over a limit. It
 * never reaches a policy as it is: an infinite norm would silently set every finite element to 0, and a NaN norm would
 * poison every parameter.
 *
 * @param action what is done
 * @param maxConsecutive number of updates in a row that may be skipped or mended; one more and training fails
 * @param maxTotal number of updates in all that may be skipped or mended; absent, there is no limit
 * @param maxNorm global L2 norm over which a gradient counts as not finite, in the scale of the thresholds. Absent, it
 *     is {@value #SHRINK_MAX_NORM} for {@link Action#SHRINK}, as in Pascanu's code, and else the largest double: the
 *     norm of finite elements may be infinite
 */
public record NonFiniteConfig(
        @Default("fail") Action action,
        @Default("10") int maxConsecutive,
        @Nullable Integer maxTotal,
        @Nullable Double maxNorm) {

    /** What is done about a gradient that is not finite. */
    public enum Action {
        /** Training stops with a {@link NonFiniteGradientException} before any parameter changes. */
        FAIL,
        /**
         * The update is not made: parameters and updater state stay exactly as they were. It counts as an iteration,
         * and DL4J applies constraints on parameters after it as after any other.
         */
        SKIP,
        /**
         * The elements that are not finite become 0; the policy and the updater see the rest. Where all are finite and
         * only the norm is not, nothing of the gradient can be trusted, and all of it becomes 0.
         */
        ZERO,
        /**
         * The gradient of the recurrent weights becomes {@code 0.02 W}, and every other 0: with plain gradient descent
         * the recurrent weights, whose size made the gradient explode, shrink a little. The policy does not see it, the
         * updater does.
         *
         * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov, Bengio (2013)</a>: in the code that they
         *     published with it, not in the text
         */
        SHRINK
    }

    /** The norm over which Pascanu's code takes a gradient for broken. */
    public static final double SHRINK_MAX_NORM = 1e10;

    /** Training stops at the first gradient that is not finite. */
    public static final NonFiniteConfig DEFAULT = new NonFiniteConfig(Action.FAIL, 10);

    /** Checks the limits. */
    public NonFiniteConfig {
        Rules rules = new Rules().atLeast("maxConsecutive", maxConsecutive, 1);
        if (maxTotal != null) {
            rules.atLeast("maxTotal", maxTotal, 1);
        }
        if (maxNorm != null) {
            rules.positive("maxNorm", maxNorm);
        }
        rules.enforce();
    }

    /** Sets neither a limit of the total nor one of the norm. */
    public NonFiniteConfig(Action action, int maxConsecutive) {
        this(action, maxConsecutive, null, null);
    }
}
