// SPDX-License-Identifier: Apache-2.0
/** What a network's outputs are counted by, besides classes and losses. */
@NullMarked
package io.backflow.run.internal.score;

import org.jspecify.annotations.NullMarked;
