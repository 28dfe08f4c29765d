// SPDX-License-Identifier: Apache-2.0
/**
 * What a finished run shows: tables for the console, and numbers as people read them. Everything is returned as text;
 * printing is left to the command line.
 */
@NullMarked
package io.backflow.report.internal;

import org.jspecify.annotations.NullMarked;
