// SPDX-License-Identifier: Apache-2.0
/**
 * What a gradient is here: named blocks of a model's flat gradient view, their norms, the stages through which an
 * update passes, and the listener that measures them.
 *
 * <p>DL4J hands listeners the gradient summed over the examples of a minibatch and over time steps. Everything here
 * says which {@link io.backflow.gradient.Scale scale} and which {@link io.backflow.gradient.Stage stage} its numbers
 * have. Nothing here modifies a model.
 */
@NullMarked
package io.backflow.gradient;

import org.jspecify.annotations.NullMarked;
