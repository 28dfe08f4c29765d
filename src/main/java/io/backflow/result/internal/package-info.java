// SPDX-License-Identifier: Apache-2.0
/** What came out of runs, as summaries and statistics. */
@NullMarked
package io.backflow.result.internal;

import org.jspecify.annotations.NullMarked;
