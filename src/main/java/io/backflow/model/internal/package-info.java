// SPDX-License-Identifier: Apache-2.0
/** One view of a Deeplearning4j model of either kind: its layers, names, gates, flat arrays and counts. */
@NullMarked
package io.backflow.model.internal;

import org.jspecify.annotations.NullMarked;
