// SPDX-License-Identifier: Apache-2.0
/** Rules that the records of several tasks share. */
@NullMarked
package io.backflow.data.internal.rule;

import org.jspecify.annotations.NullMarked;
