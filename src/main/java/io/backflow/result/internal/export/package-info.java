// SPDX-License-Identifier: Apache-2.0
/** What runs recorded, as long tables for other programs. */
@NullMarked
package io.backflow.result.internal.export;

import org.jspecify.annotations.NullMarked;
