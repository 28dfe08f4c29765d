// SPDX-License-Identifier: Apache-2.0
/** What samples of runs say: intervals, tests and effect sizes. */
@NullMarked
package io.backflow.result.internal.inference;

import org.jspecify.annotations.NullMarked;
