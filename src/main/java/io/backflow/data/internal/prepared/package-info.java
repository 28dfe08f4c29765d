// SPDX-License-Identifier: Apache-2.0
/** New data for networks that are trained: what was learnt from the training part, and new sequences by it. */
@NullMarked
package io.backflow.data.internal.prepared;

import org.jspecify.annotations.NullMarked;
