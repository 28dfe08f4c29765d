// SPDX-License-Identifier: Apache-2.0
/** Arrays in NumPy's files as sequences. */
@NullMarked
package io.backflow.data.internal.array;

import org.jspecify.annotations.NullMarked;
