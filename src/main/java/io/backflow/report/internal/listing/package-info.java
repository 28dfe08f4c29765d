// SPDX-License-Identifier: Apache-2.0
/** Run directories as text for the terminal: listed, shown, held against each other. */
@NullMarked
package io.backflow.report.internal.listing;

import org.jspecify.annotations.NullMarked;
