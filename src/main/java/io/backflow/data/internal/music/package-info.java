// SPDX-License-Identifier: Apache-2.0
/** Polyphonic music as piano rolls: which keys sound at the next step? */
@NullMarked
package io.backflow.data.internal.music;

import org.jspecify.annotations.NullMarked;
