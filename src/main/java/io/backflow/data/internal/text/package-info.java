// SPDX-License-Identifier: Apache-2.0
/** Character-level language modelling on any text. */
@NullMarked
package io.backflow.data.internal.text;

import org.jspecify.annotations.NullMarked;
