// SPDX-License-Identifier: Apache-2.0
/** Terms of the loss that keep gradients from vanishing on their way back through time. */
@NullMarked
package io.backflow.regularizer;

import org.jspecify.annotations.NullMarked;
