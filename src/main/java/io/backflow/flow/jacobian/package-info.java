// SPDX-License-Identifier: Apache-2.0
/** The Jacobians of a recurrent layer through time: spectra of single steps and of products, and the bounds on them. */
@NullMarked
package io.backflow.flow.jacobian;

import org.jspecify.annotations.NullMarked;
