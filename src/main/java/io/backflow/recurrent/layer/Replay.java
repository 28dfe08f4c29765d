package io.backflow.recurrent.layer;

import io.backflow.recurrent.kernel.Recorded;
import java.util.function.Consumer;

/**
 * Backward passes beside those of the training, for what they see alone.
 *
 * @param wanted what to record
 * @param passes gets them
 */
record Replay(Recorded wanted, Consumer<BackwardPass> passes) {}
