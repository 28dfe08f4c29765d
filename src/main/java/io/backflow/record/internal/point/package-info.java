// SPDX-License-Identifier: Apache-2.0
/** The numbers of rows under names that tools for curves group. */
@NullMarked
package io.backflow.record.internal.point;

import org.jspecify.annotations.NullMarked;
