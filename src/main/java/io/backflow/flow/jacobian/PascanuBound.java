// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian;

/**
 * The bounds of Pascanu et al. (2013), section 2.1, for a plain recurrent layer: each step's Jacobian is
 * {@code diag(f') R'}, so its norm is at most {@code eta = gamma sigma_max(R)}, and {@code ||dh_t/dh_k|| <= eta^(t-k)}.
 *
 * @param gamma the least upper bound of |f'|: 1 for tanh, relu, identity and hard tanh, 1/4 for sigmoid
 * @param sigma the largest singular value of the recurrent matrix
 */
public record PascanuBound(double gamma, double sigma) {

    /** Returns {@code gamma sigma}. */
    public double eta() {
        return gamma * sigma;
    }

    /** Returns whether gradients must vanish: {@code sigma < 1/gamma}, which suffices. */
    public boolean mustVanish() {
        return eta() < 1;
    }

    /** Returns whether gradients may explode: {@code sigma > 1/gamma}, without which they cannot. */
    public boolean mayExplode() {
        return eta() > 1;
    }

    /** Returns {@code log10(eta^lag)}. */
    public double log10(int lag) {
        return lag * Math.log10(eta());
    }
}
