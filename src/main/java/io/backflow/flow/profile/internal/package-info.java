// SPDX-License-Identifier: Apache-2.0
/** Profiles of sequences of different lengths. */
@NullMarked
package io.backflow.flow.profile.internal;

import org.jspecify.annotations.NullMarked;
