// SPDX-License-Identifier: Apache-2.0
/** Files of lines, the kinds of records that a run writes, and the catalogue of the sinks. */
@NullMarked
package io.backflow.record.internal;

import org.jspecify.annotations.NullMarked;
