// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.NonFiniteConfig;
import io.backflow.gradient.Scale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How gradients are clipped.
 *
 * @param newPolicy makes the policy of each model
 * @param nonFinite what happens to a gradient that is not finite
 * @param scale in which the policy sees the gradient
 * @param sink takes what was done to every update's gradient, in the thread that trains
 */
public record ClippingPlan(
        Supplier<? extends ClippingPolicy> newPolicy,
        NonFiniteConfig nonFinite,
        Scale scale,
        Consumer<? super ClippingRecord> sink) {}
