// SPDX-License-Identifier: Apache-2.0
/** The one way in for a project that trains its own networks: {@link io.backflow.Backflow} attaches everything else. */
@NullMarked
package io.backflow;

import org.jspecify.annotations.NullMarked;
