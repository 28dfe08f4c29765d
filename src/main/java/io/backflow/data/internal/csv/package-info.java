// SPDX-License-Identifier: Apache-2.0
/** Sequences of the user's own, one CSV file each, read through DataVec and checked cell by cell. */
@NullMarked
package io.backflow.data.internal.csv;

import org.jspecify.annotations.NullMarked;
