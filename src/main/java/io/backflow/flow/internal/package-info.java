// SPDX-License-Identifier: Apache-2.0
/** The catalogue of what is measured. */
@NullMarked
package io.backflow.flow.internal;

import org.jspecify.annotations.NullMarked;
