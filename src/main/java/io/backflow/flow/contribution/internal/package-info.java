// SPDX-License-Identifier: Apache-2.0
/** Takes the gradient of the recurrent weights apart by time step. */
@NullMarked
package io.backflow.flow.contribution.internal;

import org.jspecify.annotations.NullMarked;
