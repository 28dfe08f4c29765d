// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.function.Consumer;

/**
 * Backward passes beside those of the training, for what they see alone.
 *
 * @param wanted what to record
 * @param passes gets them
 */
record Replay(Recorded wanted, Consumer<BackwardPass> passes) {}
