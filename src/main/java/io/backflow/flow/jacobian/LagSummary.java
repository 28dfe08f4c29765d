// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian;

/**
 * The products over one lag to the last step, over the examples that were looked at.
 *
 * @param path which part of the state
 * @param lag t - k
 * @param examples how many
 * @param medianLog10Sigma median of log10 of the largest singular value
 * @param maxLog10Sigma the largest
 * @param lowerBounds how many of these values did not reach their tolerance, and so are a little too small
 * @param log10Bound of Pascanu's bound, which all examples have in common; NaN for gated cells
 * @param medianLog10StepBound median of log10 of the product of the bounds of its steps
 * @param medianLog10Direct median of log10 of the direct path's median element
 */
public record LagSummary(
        Path path,
        int lag,
        int examples,
        double medianLog10Sigma,
        double maxLog10Sigma,
        int lowerBounds,
        double log10Bound,
        double medianLog10StepBound,
        double medianLog10Direct) {}
