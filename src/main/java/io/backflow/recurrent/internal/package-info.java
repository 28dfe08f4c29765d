// SPDX-License-Identifier: Apache-2.0
/** Puts the recurrent layers into a network, finds them there and runs them back a second time. */
@NullMarked
package io.backflow.recurrent.internal;

import org.jspecify.annotations.NullMarked;
