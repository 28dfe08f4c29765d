// SPDX-License-Identifier: Apache-2.0
/** The recurrent layers, exact and fast: installing them into a built network, and what their backward pass saw. */
@NullMarked
package io.backflow.recurrent;

import org.jspecify.annotations.NullMarked;
