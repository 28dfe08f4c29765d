// SPDX-License-Identifier: Apache-2.0
/**
 * Keeping gradients in bounds: the open {@link io.backflow.clipping.ClippingPolicy} interface, the policies, what
 * each did, what happens to a gradient that is not finite, and the one listener that owns the order measure, clip,
 * measure.
 *
 * <p>Policies see the gradient averaged over the minibatch, of all layers, before DL4J's updater. Thresholds are in
 * those units, whatever the batch size.
 */
@NullMarked
package io.backflow.clipping;

import org.jspecify.annotations.NullMarked;
