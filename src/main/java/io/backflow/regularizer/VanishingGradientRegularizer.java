// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

import io.backflow.model.internal.ModelView;
import io.backflow.recurrent.internal.InstalledTerms;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pascanu's regulariser: keeps the size of the error as it goes back over each time step of a plain recurrent layer.
 *
 * <pre>{@code
 * h_t = f(x_t W + h_{t-1} R + b)                    one example, a row vector of n units
 * d_t = dL/dh_t                                     of the whole loss, from above and from the steps after t
 * d_t J_t = (d_t f'(h_t)) R'                        J_t = dh_t/dh_{t-1}
 * q_t = ||d_t J_t||^2 / ||d_t||^2
 * Omega = mean over t and examples of (q_t - 1)^2
 * dOmega/dR = mean of 4 (q_t - 1) / ||d_t||^2 (d_t J_t)' (d_t f'(h_t))
 * }</pre>
 *
 * <p>This is the authors' code, which differs from equations 9 and 10 of the paper in three ways: the ratio is of
 * squared norms; norms are taken example by example; and the sum over steps, averaged over the minibatch, is divided by
 * the count of steps, likewise averaged, whose error can be told from 0. So it is the mean over all pairs of a step and
 * an example with {@code ||d_t||^2 >= 1e-20}, d_t being the error of the mean loss of the minibatch; other pairs count
 * neither above nor below. t runs from the first step, whose J leads to the initial state, to the last. If no pair
 * counts, Omega and its gradient are 0.
 *
 * <p>The gradient is the immediate one: d_t and h_t are taken as constants, and only R is differentiated.
 * {@code weight} times the gradient is added to dL/dR within the backward pass, and so before clipping, on the scale at
 * which Deeplearning4j, having divided by the minibatch size, applies it as it stands. The score does not include it.
 *
 * <p>Masked steps do not count. In truncated BPTT each segment has its own Omega, over the steps that its backward pass
 * reaches. With clipping of dL/dh through time d_t is the clipped error; clipping of dL/dz does not enter J_t. Every
 * installed SimpleRnn is regularised, in either direction, each by its own Omega; other recurrent layers are not, and
 * the result says which.
 *
 * @param weight factor of the gradient, the authors' alpha, finite and at least 0; 0 only measures
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov and Bengio (2013), section 3.3, equations 9 and
 *     10</a>
 * @see <a href="https://github.com/pascanur/trainingRNNs">the authors' code, RNN.py</a>
 */
@TypeName("vanishing-gradient")
public record VanishingGradientRegularizer(
        @Default(VanishingGradientRegularizer.DEFAULT_WEIGHT)
        double weight) implements RegularizerConfig {

    /** The weight that a configuration gets if it names none: that of the temporal order task in the paper. */
    public static final String DEFAULT_WEIGHT = "4.0";

    /** Squared norm of the error of the mean loss, below which a step does not count. */
    public static final double LEAST_SQUARED_ERROR = 1e-20;

    private static final Logger log = LoggerFactory.getLogger(VanishingGradientRegularizer.class);

    /** Checks the weight. */
    public VanishingGradientRegularizer {
        new Rules().notNegative("weight", weight).enforce();
    }

    @Override
    public Regularization attach(Model network) {
        Omegas omegas = new Omegas(weight);
        if (InstalledTerms.add(network, omegas) == 0) {
            throw new IllegalArgumentException(
                    "The vanishing-gradient regulariser works on installed SimpleRnn layers, of which this network has"
                            + " none; installed recurrent layers: " + omegas.others() + ", all layers: "
                            + names(network));
        }
        if (!omegas.others().isEmpty()) {
            log.info("Not regularised, because not SimpleRnn: {}", omegas.others());
        }
        return new Regularization(omegas.others(), omegas.terms(), term -> InstalledTerms.remove(network, term));
    }

    private static List<String> names(Model network) {
        return ModelView.of(network).layers().stream()
                .map(each -> each.layer().conf().getLayer())
                .map(conf -> conf.getLayerName() + " (" + conf.getClass().getSimpleName() + ")")
                .toList();
    }
}
