// SPDX-License-Identifier: Apache-2.0
/** The threads that the recurrent layers work in besides the one that trains. */
@NullMarked
package io.backflow.recurrent.internal.threads;

import org.jspecify.annotations.NullMarked;
