// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.contribution;

/**
 * The gradient of one gate's recurrent matrix.
 *
 * @param gate its name
 * @param norm L2 norm of the network's gradient
 * @param miss L2 norm of what the parts of all steps sum to, less the network's gradient; NaN if there was none to compare with
 */
public record GateTotal(String gate, double norm, double miss) {}
