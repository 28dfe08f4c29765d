// SPDX-License-Identifier: Apache-2.0
/** Proposes thresholds from the norms of a run without clipping. */
@NullMarked
package io.backflow.advice.internal;

import org.jspecify.annotations.NullMarked;
