// SPDX-License-Identifier: Apache-2.0
/** Where data comes from: files of the user, and the catalogue's, downloaded once, checked and cached. */
@NullMarked
package io.backflow.data.internal.source;

import org.jspecify.annotations.NullMarked;
