// SPDX-License-Identifier: Apache-2.0
/** The gradient of the recurrent weights, split by the time steps that it comes from. */
@NullMarked
package io.backflow.flow.contribution;

import org.jspecify.annotations.NullMarked;
