// SPDX-License-Identifier: Apache-2.0
/**
 * Thresholds that may change as training goes on, by update or by epoch, on Deeplearning4j's {@code ISchedule}.
 *
 * <p>Every threshold is positive at first; one that falls may reach its {@code minimum}, and one of 0 leaves nothing
 * of a gradient.
 */
@NullMarked
package io.backflow.clipping.threshold;

import org.jspecify.annotations.NullMarked;
