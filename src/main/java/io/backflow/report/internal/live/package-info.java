// SPDX-License-Identifier: Apache-2.0
/** The page of a run directory, served to a browser on the same machine while runs train. */
@NullMarked
package io.backflow.report.internal.live;

import org.jspecify.annotations.NullMarked;
