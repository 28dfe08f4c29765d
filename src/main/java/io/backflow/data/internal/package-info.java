// SPDX-License-Identifier: Apache-2.0
/** The tasks and kinds of data that come with the program: one package each, listed in one place. */
@NullMarked
package io.backflow.data.internal;

import org.jspecify.annotations.NullMarked;
