// SPDX-License-Identifier: Apache-2.0
/** The directory of a run: locked, written atomically, continued from its checkpoint. */
@NullMarked
package io.backflow.store.internal;

import org.jspecify.annotations.NullMarked;
