// SPDX-License-Identifier: Apache-2.0
/** Forms of delimited text: a sequence a row, a time step a row with an id, blocks, and a file a sequence. */
@NullMarked
package io.backflow.data.internal.table;

import org.jspecify.annotations.NullMarked;
