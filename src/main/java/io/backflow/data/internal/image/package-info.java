// SPDX-License-Identifier: Apache-2.0
/** Images read as sequences, pixel by pixel or row by row. */
@NullMarked
package io.backflow.data.internal.image;

import org.jspecify.annotations.NullMarked;
