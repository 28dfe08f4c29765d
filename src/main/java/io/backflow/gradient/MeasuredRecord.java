// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

/**
 * What a {@link GradientQuantity} measured of one update.
 *
 * @param index which update
 * @param quantity the quantity's name
 * @param stage at which it was measured
 * @param value what was measured
 */
public record MeasuredRecord(UpdateIndex index, String quantity, Stage stage, Record value) {}
