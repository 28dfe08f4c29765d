// SPDX-License-Identifier: Apache-2.0
/** Run directories as they lie on a disk: found, read, held against each other, exported. */
@NullMarked
package io.backflow.result.internal.listing;

import org.jspecify.annotations.NullMarked;
