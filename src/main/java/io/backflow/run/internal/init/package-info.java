// SPDX-License-Identifier: Apache-2.0
/**
 * Initial weights that Deeplearning4j cannot be told to draw: recurrent matrices that are made as a whole, and biases
 * drawn unit by unit. They are written into a network that is built, so that its configuration and saved model stay
 * Deeplearning4j's own.
 */
@NullMarked
package io.backflow.run.internal.init;

import org.jspecify.annotations.NullMarked;
