// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.jacobian.JacobianOptions;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.Unwrapped;

/**
 * How often the Jacobians through time are taken, and which.
 *
 * <p>Seldom by default: one record costs up to 700 million multiplications and some eigenvalues, which is nothing in a thousand updates of whatever network.
 *
 * @param every in updates; the first is looked at besides. 0 is never
 * @param options which examples, lags and spectra; their keys stand beside {@code every}
 */
public record JacobianCapture(
        @Default("1000") int every,
        @Unwrapped @Default("{}") JacobianOptions options) {

    /** The first and every thousandth update. */
    public static final JacobianCapture DEFAULT = every(1000);

    /** Never. */
    public static final JacobianCapture NONE = every(0);

    /** Checks the rules. */
    public JacobianCapture {
        new Rules().atLeast("every", every, 0).enforce();
    }

    /** Returns a capture of what the default options say. */
    public static JacobianCapture every(int updates) {
        return new JacobianCapture(updates, JacobianOptions.DEFAULT);
    }
}
