// SPDX-License-Identifier: Apache-2.0
/** The recurrent cells that come with the program. */
@NullMarked
package io.backflow.config.internal.cell;

import org.jspecify.annotations.NullMarked;
