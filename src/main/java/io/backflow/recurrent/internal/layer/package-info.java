// SPDX-License-Identifier: Apache-2.0
/** Layer implementations that put the engine in the place of Deeplearning4j's own. */
@NullMarked
package io.backflow.recurrent.internal.layer;

import org.jspecify.annotations.NullMarked;
