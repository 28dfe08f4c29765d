// SPDX-License-Identifier: Apache-2.0
/** Forecasting: windows of one long series, cut by time. */
@NullMarked
package io.backflow.data.internal.series;

import org.jspecify.annotations.NullMarked;
