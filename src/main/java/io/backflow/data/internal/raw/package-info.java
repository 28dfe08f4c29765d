// SPDX-License-Identifier: Apache-2.0
/** Sequences as a file has them, before labels, missing values and parts are dealt with, and the form of such files. */
@NullMarked
package io.backflow.data.internal.raw;

import org.jspecify.annotations.NullMarked;
