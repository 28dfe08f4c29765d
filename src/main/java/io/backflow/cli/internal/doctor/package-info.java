// SPDX-License-Identifier: Apache-2.0
/** A look at the machine and the libraries: what makes Backflow slow or stops it, and what to do about it. */
@NullMarked
package io.backflow.cli.internal.doctor;

import org.jspecify.annotations.NullMarked;
