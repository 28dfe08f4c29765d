// SPDX-License-Identifier: Apache-2.0
/** What takes the place of products with inputs that are one-hot. */
@NullMarked
package io.backflow.recurrent.internal.symbol;

import org.jspecify.annotations.NullMarked;
