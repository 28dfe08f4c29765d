// SPDX-License-Identifier: Apache-2.0
/** What a network's outputs are scored by: losses, classes, moments, errors of forecasts. */
@NullMarked
package io.backflow.run.internal.score;

import org.jspecify.annotations.NullMarked;
