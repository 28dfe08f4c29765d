// SPDX-License-Identifier: Apache-2.0
/** What a run learns from its validation sequences: when to stop, and which parameters were best. */
@NullMarked
package io.backflow.run.internal.selection;

import org.jspecify.annotations.NullMarked;
