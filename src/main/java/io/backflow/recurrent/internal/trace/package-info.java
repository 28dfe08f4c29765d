// SPDX-License-Identifier: Apache-2.0
/** What is taken down of the steps of a backward pass. */
@NullMarked
package io.backflow.recurrent.internal.trace;

import org.jspecify.annotations.NullMarked;
