// SPDX-License-Identifier: Apache-2.0
/** What a check looks at, and how it says what it found. */
@NullMarked
package io.backflow.audit.internal.checkup;

import org.jspecify.annotations.NullMarked;
