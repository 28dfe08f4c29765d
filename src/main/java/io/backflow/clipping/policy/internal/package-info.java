// SPDX-License-Identifier: Apache-2.0
/** The catalogue of the clipping policies. */
@NullMarked
package io.backflow.clipping.policy.internal;

import org.jspecify.annotations.NullMarked;
