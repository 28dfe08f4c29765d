// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

/**
 * One backward pass of one recurrent layer.
 *
 * @param layer the layer, as the installation report names it
 * @param reversed whether the layer reads backwards in time, so that its step 0 is the sequence's last
 * @param iteration the layer's iteration count during the pass
 * @param epoch the layer's epoch count during the pass
 * @param trace what it saw
 */
public record BackwardPass(String layer, boolean reversed, int iteration, int epoch, BackwardTrace trace) {}
