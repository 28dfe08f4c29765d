// SPDX-License-Identifier: Apache-2.0
/** What all data has in common: its alphabet, its order, its parts and its iterators. */
@NullMarked
package io.backflow.data.internal.sequence;

import org.jspecify.annotations.NullMarked;
