// SPDX-License-Identifier: Apache-2.0
/** The report of a run directory as one page for a browser. */
@NullMarked
package io.backflow.report.internal.page;

import org.jspecify.annotations.NullMarked;
