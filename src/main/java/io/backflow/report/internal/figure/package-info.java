// SPDX-License-Identifier: Apache-2.0
/** Charts that are drawn without a browser, as SVG or pixels. */
@NullMarked
package io.backflow.report.internal.figure;

import org.jspecify.annotations.NullMarked;
