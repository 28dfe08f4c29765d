// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import org.deeplearning4j.nn.api.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An output of a network.
 *
 * @param layer its layer, null for a vertex without one
 * @param labels what the network holds to compare it with, null if nothing
 */
public record ModelOutput(@Nullable Layer layer, @Nullable INDArray labels) {}
